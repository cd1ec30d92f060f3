import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThreadItem, ThreadReadResponse } from '../../../generated-types/v2/index.js';
import { small, tool } from '../../support/mcp.js';
import type { Server } from '../../support/server.js';
import { received, type Started, threadSession, turnCompleted } from './session.js';

const tools = [
  tool('look', { annotations: { readOnlyHint: true } }),
  tool('post'),
  tool('drop', { annotations: { destructiveHint: true } }),
  tool('both', { annotations: { readOnlyHint: true, destructiveHint: true } }),
];

// C137
test.each([
  ['on-request', 'danger-full-access', 'post drop both'],
  ['on-request', 'workspace-write', 'post drop both'],
  ['untrusted', 'workspace-write', 'look post drop both'],
  ['never', 'workspace-write', ''],
])('under %s in %s these tools of a server need an approval: %s', async (approvalPolicy, sandbox, asked) => {
  const calls = tools.map(({ name }) => ({ name: `srv__${name}`, args: {}, callId: name }));
  await using s = await threadSession({
    config: small('srv', { tools }),
    replies: [...calls.map((call) => ({ calls: [call] })), { text: 'done' }],
    params: { approvalPolicy, sandbox },
  });
  const questions: string[] = [];
  s.server.onServerRequest('mcpServer/elicitation/request', (params) => {
    questions.push((params as { _meta: { tool_name: string } })._meta.tool_name);
    return { action: 'accept', content: {}, _meta: null };
  });
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(questions.join(' ')).toBe(asked);
});

const ASKS = 'mcpServer/elicitation/request';
const WAIT = '[turnwire]\nmcp_turn_wait_ms = 15000\n';
const post = (callId: string, name = 'srv__post') => ({ calls: [{ name, args: { a: 1 }, callId }] });
const asked = (server: Server) => received(server).filter(({ method }) => method === ASKS);
const warnings = (server: Server) => received(server).filter(({ method }) => method === 'warning');

test.each([
  ['declined', { result: { action: 'decline', content: null, _meta: null } }, 'user rejected MCP tool call'],
  ['cancelled', { result: { action: 'cancel', content: null, _meta: null } }, 'user cancelled MCP tool call'],
  ['answered with an error', { error: { code: -32000, message: 'no' } }, 'user rejected MCP tool call'],
  ['answered with nonsense', { result: { yes: true } }, 'user rejected MCP tool call'],
])('a call that is %s is told to the model and shown as failed, and the turn continues', async (_, answer, text) => {
  await using s = await threadSession({
    config: WAIT + small('srv', { tools }),
    replies: [post('c1'), { text: 'done' }],
    params: { approvalPolicy: 'on-request' },
  });
  const { turn } = await s.start();
  const question = await s.server.until('the question', () => asked(s.server)[0]);
  s.server.send({ id: question.id as number, ...answer });
  expect(await turnCompleted(s.server, turn.id)).toMatchObject({ status: 'completed' });
  const output = s.peer.requests.at(-1)?.body.input.find(({ type }) => type === 'function_call_output')?.output;
  expect(output).toMatch(new RegExp(`^Wall time: \\d+\\.\\d{4} seconds\nOutput:\n${text}$`));
  const { thread } = await s.server.request<ThreadReadResponse>('thread/read', {
    threadId: s.threadId,
    includeTurns: true,
  });
  const live = received(s.server).flatMap(({ method, params }) => {
    const { item } = (params ?? {}) as { item?: ThreadItem };
    return method === 'item/completed' && item?.type === 'mcpToolCall' ? [item] : [];
  });
  expect(live).toMatchObject([{ status: 'failed', error: { message: text }, result: null, durationMs: 0 }]);
  expect(thread.turns[0]?.items).toContainEqual(live[0]);
});

// C502
test('an approval for always is kept in the configuration, for this tool of this server', async () => {
  const config = `${WAIT}# mine\n${small('srv', { tools })}`;
  const more = [post('c1'), post('c2'), { text: 'done' }, post('c3'), post('c4', 'srv__drop'), { text: 'done' }];
  await using s = await threadSession({ config, replies: more, params: { approvalPolicy: 'on-request' } });
  const path = join(s.home, 'config.toml');
  const before = await readFile(path, 'utf8');
  s.server.onServerRequest(ASKS, () => ({ action: 'accept', content: null, _meta: { persist: 'always' } }));
  await s.turn();
  const [first, second] = asked(s.server);
  expect(second).toBeUndefined();
  expect(first?.params).toMatchObject({ _meta: { persist: ['session', 'always'], tool_name: 'post' } });
  expect(await readFile(path, 'utf8')).toBe(`${before}\n[mcp_servers.srv.tools.post]\napproval_mode = "approve"\n`);
  const { thread } = await s.server.request<Started>('thread/start', { approvalPolicy: 'on-request' });
  const { turn } = await s.server.request<{ turn: { id: string } }>('turn/start', {
    threadId: thread.id,
    input: [{ type: 'text', text: 'go' }],
  });
  await turnCompleted(s.server, turn.id);
  const names = asked(s.server).map(({ params }) => (params as { _meta: { tool_name: string } })._meta.tool_name);
  expect(names).toEqual(['post', 'drop']);
  expect(warnings(s.server)).toEqual([]);
});

test.each([
  ['that the file does not name', ''],
  ['that the thread has replaced', small('srv', { tools: [tool('other')] })],
])('an approval for always of a server %s counts for the thread alone', async (_, config) => {
  const own = small('srv', { tools });
  const [, command = '', args = ''] = /command = (.*)\nargs = (.*)\n/.exec(own) ?? [];
  const servers = { srv: { command: JSON.parse(command), args: JSON.parse(args) } };
  await using s = await threadSession({
    config: WAIT + config,
    replies: [post('c1'), post('c2'), { text: 'done' }],
    params: { approvalPolicy: 'on-request', config: { mcp_servers: servers } },
  });
  const path = join(s.home, 'config.toml');
  const before = await readFile(path, 'utf8');
  s.server.onServerRequest(ASKS, () => ({ action: 'accept', content: null, _meta: { persist: 'always' } }));
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(asked(s.server)).toHaveLength(1);
  expect(await readFile(path, 'utf8')).toBe(before);
  const [warning] = warnings(s.server);
  expect(JSON.stringify(warning)).toContain('counts for this thread alone');
});

test.each(['session', 'always'])('where each call is to be approved, nothing is kept: %s', async (persist) => {
  await using s = await threadSession({
    config: WAIT + small('srv', { tools }, 'default_tools_approval_mode = "prompt"'),
    replies: [post('c1'), post('c2'), { text: 'done' }],
    params: { approvalPolicy: 'on-request' },
  });
  const before = await readFile(join(s.home, 'config.toml'), 'utf8');
  s.server.onServerRequest(ASKS, () => ({ action: 'accept', content: null, _meta: { persist } }));
  await s.turn();
  expect(asked(s.server).map(({ params }) => '_meta' in (params as object))).toEqual([true, true]);
  for (const { params } of asked(s.server)) expect((params as { _meta: object })._meta).not.toHaveProperty('persist');
  expect(await readFile(join(s.home, 'config.toml'), 'utf8')).toBe(before);
});

test('the question has the title and the annotations of the tool', async () => {
  const drop = tool('drop', { title: 'Drop it', annotations: { destructiveHint: true } });
  await using s = await threadSession({
    config: WAIT + small('srv', { tools: [drop] }),
    replies: [post('c1', 'srv__drop'), { text: 'done' }],
    params: { approvalPolicy: 'on-request' },
  });
  s.server.onServerRequest(ASKS, () => ({ action: 'accept', content: null, _meta: { persist: 'session' } }));
  await s.turn();
  expect(asked(s.server)[0]?.params).toMatchObject({
    _meta: { tool_title: 'Drop it', tool_annotations: { destructiveHint: true } },
  });
});
