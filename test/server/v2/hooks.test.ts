import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HooksListResponse } from '../../../generated-types/v2/index.js';
import { hashOf, readHooksTable } from '../../../src/config/hooks/declared.js';
import { shell, session as v1Session } from '../shell-session.js';
import { type HooksGiven, hookSession, outputs, runs, says, tells } from './hooks.js';
import { methods, received } from './session.js';

const run = (cmd: string) => ({ calls: [{ name: 'exec_command', args: { cmd } }] });
const done = { text: 'done' };
const deny = (reason: string, more: object = {}) =>
  says({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: reason,
      ...more,
    },
  });

test('a hook that denies a command keeps it from running, and the model reads why (C491)', async () => {
  const command = `${tells('pre')}; ${deny('not today', { additionalContext: 'ask again tomorrow' })}`;
  await using s = await hookSession(
    { PreToolUse: { matcher: 'Bash', command } },
    { replies: [run('touch made'), done] },
  );
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
  expect(outputs(s.peer.requests)).toEqual(['Command blocked by PreToolUse hook: not today. Command: touch made']);
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toContain('ask again tomorrow');
  expect(s.told('pre')).toEqual([
    {
      session_id: s.threadId,
      turn_id: expect.any(String),
      transcript_path: s.started.thread.path,
      cwd: s.server.work,
      hook_event_name: 'PreToolUse',
      model: 'mock-model',
      permission_mode: 'bypassPermissions',
      tool_name: 'Bash',
      tool_input: { command: 'touch made' },
      tool_use_id: expect.any(String),
    },
  ]);
  const sourcePath = join(s.home, 'config.toml');
  const same = {
    id: expect.stringMatching(`^pre-tool-use:0:${sourcePath}:`),
    eventName: 'preToolUse',
    handlerType: 'command',
    executionMode: 'sync',
    scope: 'turn',
    sourcePath,
    source: 'user',
    displayOrder: 0,
    statusMessage: null,
    startedAt: expect.any(Number),
  };
  expect(runs(s.server, 'hook/started')).toEqual([
    { ...same, status: 'running', completedAt: null, durationMs: null, entries: [] },
  ]);
  expect(runs(s.server, 'hook/completed')).toEqual([
    {
      ...same,
      status: 'blocked',
      completedAt: expect.any(Number),
      durationMs: expect.any(Number),
      entries: [
        { kind: 'context', text: 'ask again tomorrow' },
        { kind: 'feedback', text: 'not today' },
      ],
    },
  ]);
  expect(methods(s.server)).not.toContain('warning');
});

test('a hook sees a call before the user does, and what it puts in its place is what is approved and runs', async () => {
  const command = says({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
      updatedInput: { command: 'touch rewritten' },
    },
  });
  await using s = await hookSession(
    { PreToolUse: { command } },
    { replies: [run('touch made'), done], params: { approvalPolicy: 'untrusted' } },
  );
  s.server.onServerRequest('item/commandExecution/requestApproval', () => ({ decision: 'accept' }));
  await s.turn();
  const asked = received(s.server).find(({ method }) => method === 'item/commandExecution/requestApproval');
  expect(asked?.params).toMatchObject({ command: expect.stringContaining('touch rewritten') });
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
  expect(existsSync(join(s.server.work, 'rewritten'))).toBe(true);
});

test('a hook after a tool sees what the tool gave, and can take the place of it', async () => {
  const output = {
    decision: 'block',
    reason: 'that looks wrong',
    hookSpecificOutput: { hookEventName: 'PostToolUse', additionalContext: 'clean up' },
  };
  await using s = await hookSession(
    { PostToolUse: { command: `${tells('post')}; ${says(output)}` } },
    { replies: [run('echo hello'), done] },
  );
  await s.turn();
  expect(s.told('post')).toMatchObject([
    { tool_name: 'Bash', tool_input: { command: 'echo hello' }, tool_response: 'hello\n' },
  ]);
  expect(outputs(s.peer.requests)).toEqual(['that looks wrong']);
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toContain('clean up');
  const order = methods(s.server).filter((method) => /^(item\/completed|hook\/started)$/.test(method));
  expect(order).toEqual(['item/completed', 'item/completed', 'hook/started', 'item/completed']);
});

/** A command that still runs after its turn; then its end, which the model has not read yet. */
async function outlived(hooks: HooksGiven) {
  const script = 'echo first; until [ -e go ]; do sleep 0.05; done; echo last';
  const call = { calls: [{ name: 'exec_command', args: { cmd: script, yield_time_ms: 300 }, callId: 'call_first' }] };
  const s = await hookSession(hooks, { replies: [call, done] });
  await s.turn();
  const started = received(s.server).find(({ params }) => itemOf(params)?.type === 'commandExecution');
  const session_id = Number(itemOf(started?.params)?.processId);
  const read = async (more: object = {}) => {
    s.peer.add({ calls: [{ name: 'write_stdin', args: { session_id, yield_time_ms: 250, ...more } }] }, done);
    await s.turn('read');
  };
  const end = async () => {
    await writeFile(join(s.server.work, 'go'), '');
    await s.server.next(({ method, params }) => method === 'item/completed' && itemOf(params)?.id === 'call_first');
  };
  return Object.assign(s, { read, end, script });
}

const itemOf = (params: unknown) =>
  (params as { item?: { type: string; id: string; processId?: string } } | undefined)?.item;

test('a hook after a tool sees the end of a command that has outlived its call, when the model reads it', async () => {
  const output = { decision: 'block', reason: 'that took long' };
  await using s = await outlived({
    PreToolUse: { command: tells('pre') },
    PostToolUse: { matcher: 'Bash', command: `${tells('post')}; ${says(output)}` },
  });
  await s.read();
  expect(s.told('post')).toEqual([]);
  await s.end();
  expect(s.told('post')).toEqual([]);
  await s.read();
  expect(s.told('pre')).toHaveLength(1);
  expect(s.told('post')).toMatchObject([
    {
      turn_id: expect.any(String),
      tool_name: 'Bash',
      tool_input: { command: s.script },
      tool_response: 'last\n',
      tool_use_id: 'call_first',
    },
  ]);
  expect(s.told('post')[0]?.turn_id).not.toBe(s.told('pre')[0]?.turn_id);
  expect(outputs(s.peer.requests).at(-1)).toBe('that took long');
  expect(runs(s.server, 'hook/completed').at(-1)?.id).toMatch(/:call_first$/);
  // The end was read: there is no such command any more.
  await s.read();
  expect(s.told('post')).toHaveLength(1);
  expect(outputs(s.peer.requests).at(-1)).toMatch(/^write_stdin failed: Unknown process id/);
});

test('a hook that does not match the command is not run at its end', async () => {
  await using s = await outlived({ PostToolUse: { matcher: 'write_stdin', command: tells('post') } });
  await s.end();
  await s.read();
  expect(s.told('post')).toEqual([]);
  expect(outputs(s.peer.requests).at(-1)).toContain('Process exited with code 0');
});

test.each([
  ['allow', {}, true],
  ['deny', { message: 'no files here' }, false],
] as const)('a hook that says %s is asked in the place of the user', async (behavior, more, runsIt) => {
  const hookEventName = 'PermissionRequest';
  const command = `${tells('asked')}; ${says({ hookSpecificOutput: { hookEventName, decision: { behavior, ...more } } })}`;
  await using s = await hookSession(
    { PermissionRequest: { command } },
    { replies: [run('touch made'), done], params: { approvalPolicy: 'untrusted' } },
  );
  await s.turn();
  expect(s.told('asked')).toMatchObject([{ tool_name: 'Bash', tool_input: { command: 'touch made' } }]);
  expect(methods(s.server)).not.toContain('item/commandExecution/requestApproval');
  expect(existsSync(join(s.server.work, 'made'))).toBe(runsIt);
  if (!runsIt) expect(outputs(s.peer.requests)).toEqual(['rejected by PermissionRequest hook: no files here']);
});

test.each(['untrusted', 'modified'] as const)(
  'a hook that is %s does not run, and users are told once',
  async (trust) => {
    await using s = await hookSession(
      { PreToolUse: { command: `${tells('pre')}; ${deny('no')}`, trust } },
      { replies: [run('touch made'), done, { text: 'again' }] },
    );
    await s.turn();
    await s.turn();
    expect(s.told('pre')).toEqual([]);
    expect(existsSync(join(s.server.work, 'made'))).toBe(true);
    const warnings = received(s.server).filter(({ method }) => method === 'warning');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.params).toMatchObject({ message: expect.stringContaining('does not run until you trust') });
    const { data } = await s.server.request<HooksListResponse>('hooks/list', { cwds: [s.server.work] });
    expect(data[0]?.hooks).toMatchObject([{ trustStatus: trust }]);
  },
);

test('conversations of v1 run hooks as well, also those that their client gives', async () => {
  const tables = { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: deny('not here') }] }] };
  const [hook] = readHooksTable(tables);
  const state = {
    '/<session-flags>/config.toml:pre_tool_use:0:0': { trusted_hash: hashOf(hook as Parameters<typeof hashOf>[0]) },
  };
  await using s = await v1Session([{ calls: [shell(['touch', 'made it'])] }, done], {
    approvalPolicy: 'never',
    config: { hooks: { ...tables, state } },
  });
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(["Command blocked by PreToolUse hook: not here. Command: touch 'made it'"]);
  expect(existsSync(join(s.server.work, 'made it'))).toBe(false);
});
