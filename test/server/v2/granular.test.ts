import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exec } from '../../conformance/v2/replies.js';
import { small, tool } from '../../support/mcp.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, methods, type ThreadOptions, threadSession } from './session.js';

/** Every kind of approval may be asked for. */
const ALL = {
  sandbox_approval: true,
  rules: true,
  skill_approval: true,
  request_permissions: true,
  mcp_elicitations: true,
};
const FEATURES = '[features]\nrequest_permissions_tool = true\nexec_permission_approvals = true\n';
const WISH = { file_system: { write: ['.'] } };
const DONE = { text: 'done' };

const granular = (off: object): object => ({ granular: { ...ALL, ...off } });

/** A turn of a thread that may write nothing; every approval is declined. Gives what was asked and what the model got. */
async function turnWith(off: object, reply: object, options: ThreadOptions = {}, rules?: string) {
  const params = { model: 'gpt-5.5', approvalPolicy: granular(off), sandbox: 'read-only' };
  await using s = await threadSession({ config: FEATURES, replies: [reply, DONE], params, ...options });
  if (rules !== undefined) {
    await mkdir(join(s.home, 'rules'), { recursive: true });
    await writeFile(join(s.home, 'rules', 'default.rules'), rules);
  }
  const decline = () => ({ decision: 'decline' });
  s.server.onServerRequest('item/commandExecution/requestApproval', decline);
  s.server.onServerRequest('item/fileChange/requestApproval', decline);
  s.server.onServerRequest('item/permissions/requestApproval', () => ({ permissions: {} }));
  s.server.onServerRequest('mcpServer/elicitation/request', () => ({ action: 'accept', content: {}, _meta: null }));
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  const output = s.peer.requests.at(-1)?.body.input.find(({ type }) => /_output$/.test(type))?.output;
  const asked = methods(s.server).filter((method) => /request(Approval)?$/.test(method));
  return { asked, output: typeof output === 'string' ? output : JSON.stringify(output) };
}

const call = (name: string, args: object) => ({ calls: [{ name, args }] });
const escalated = exec('touch a', { sandbox_permissions: 'require_escalated', justification: 'May it?' });
const alone = exec('touch a', {
  sandbox_permissions: 'with_additional_permissions',
  additional_permissions: WISH,
});
const ADD = call('apply_patch', { input: '*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch' });
const PROMPT = 'prefix_rule(pattern=["echo"], decision="prompt")\n';

describe('a granular policy', () => {
  test.each([
    [true, ['item/permissions/requestApproval']],
    [false, []],
  ])('with request_permissions %j: the tool asks %j', async (request_permissions, expected) => {
    const { asked, output } = await turnWith(
      { request_permissions, sandbox_approval: !request_permissions },
      call('request_permissions', { permissions: WISH }),
    );
    expect(asked).toEqual(expected);
    expect(JSON.parse(output)).toEqual({ permissions: { network: null, file_system: null }, scope: 'turn' });
  });

  test.each([
    [true, ['item/commandExecution/requestApproval'], 'rejected by user'],
    [false, [], 'sandbox_approval: false, rules: true, skill_approval: true, request_permissions: true'],
  ])('with sandbox_approval %j: a command that asks to leave the sandbox', async (sandbox_approval, expected, text) => {
    const { asked, output } = await turnWith({ sandbox_approval }, { calls: [escalated] });
    expect(asked).toEqual(expected);
    expect(output).toContain(text);
  });

  test.each([
    [true, 'you cannot request additional permissions unless the approval policy is OnRequest'],
    [false, 'you cannot ask for escalated permissions if the approval policy is Granular'],
  ])('with sandbox_approval %j: no command gets permissions of its own', async (sandbox_approval, text) => {
    const { asked, output } = await turnWith({ sandbox_approval }, { calls: [alone] });
    expect(asked).toEqual([]);
    expect(output).toContain(text);
  });

  test.each([
    [true, ['item/fileChange/requestApproval']],
    [false, []],
  ])('with sandbox_approval %j: a patch outside of what may be written', async (sandbox_approval, expected) => {
    const { asked, output } = await turnWith({ sandbox_approval, request_permissions: false }, ADD);
    expect(asked).toEqual(expected);
    expect(output).toContain('rejected');
  });

  test.each([
    [{ rules: true, sandbox_approval: false }, ['item/commandExecution/requestApproval']],
    [{ rules: false, sandbox_approval: true }, []],
  ])('a rule that wants an approval, with %j', async (switches, expected) => {
    const { asked } = await turnWith(switches, { calls: [exec('echo hi')] }, {}, PROMPT);
    expect(asked).toEqual(expected);
  });

  test('asks about a dangerous command whatever its switches are', async () => {
    const off = Object.fromEntries(Object.keys(ALL).map((kind) => [kind, false]));
    const { asked } = await turnWith(off, { calls: [exec('rm -rf zz')] });
    expect(asked).toEqual(['item/commandExecution/requestApproval']);
  });

  test.each([
    ['true', true, 'accept'],
    ['false', false, 'decline'],
  ])('with mcp_elicitations %s: a server that asks the user', async (_, mcp_elicitations, action) => {
    const ask = { mode: 'form', message: 'Which?', requestedSchema: { type: 'object', properties: {} } };
    const config = small('srv', {
      tools: [tool('ask', { annotations: { readOnlyHint: true } })],
      calls: { ask: { ask } },
    });
    const { output } = await turnWith({ mcp_elicitations, sandbox_approval: false }, call('srv__ask', {}), {
      config: `[turnwire]\nmcp_turn_wait_ms = 15000\n${config}`,
      params: { approvalPolicy: granular({ mcp_elicitations }), model: 'm' },
    });
    expect(output).toContain(action);
  });

  test('of a tool call of an MCP server: an approval is asked for whatever mcp_elicitations is', async () => {
    const config = `[turnwire]\nmcp_turn_wait_ms = 15000\n${small('srv', { tools: [tool('ask')], calls: { ask: {} } })}`;
    const { asked } = await turnWith({ mcp_elicitations: false }, call('srv__ask', {}), { config });
    expect(asked).toEqual(['mcpServer/elicitation/request']);
  });
});

describe('the granular policy of a thread', () => {
  const policy = granular({ sandbox_approval: false, skill_approval: false });

  test('is in the reply, in the settings, and after a resume by another server', async () => {
    await using s = await threadSession({ replies: [DONE], params: { approvalPolicy: 'on-request' } });
    await s.turn('go', { approvalPolicy: policy });
    const settings = await s.server.next(({ method }) => method === 'thread/settings/updated');
    expect(settings.params).toMatchObject({ threadSettings: { approvalPolicy: policy } });
    s.server.closeInput();
    await s.server.exit;
    await using again = await startServer({ home: s.home, config: s.peer.config().replace('untrusted', 'on-request') });
    await again.request('initialize', INITIALIZE);
    expect(await again.request('thread/resume', { threadId: s.threadId })).toMatchObject({ approvalPolicy: policy });
    expect(await again.request('thread/fork', { threadId: s.threadId })).toMatchObject({ approvalPolicy: policy });
  });

  test('has the switches that are left out as off', async () => {
    const given = { granular: { sandbox_approval: true, rules: true, mcp_elicitations: true } };
    await using s = await threadSession({ params: { approvalPolicy: given } });
    const off = { skill_approval: false, request_permissions: false };
    expect(s.started).toMatchObject({ approvalPolicy: { granular: { ...given.granular, ...off } } });
  });
});
