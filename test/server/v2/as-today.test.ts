import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  AccountRateLimitsUpdatedNotification,
  ThreadItem,
  ThreadListResponse,
  ThreadStartResponse,
} from '../../../generated-types/v2/index.js';
import { done, exec, response } from '../../conformance/v2/replies.js';
import { small, tool } from '../../support/mcp.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, received, threadSession } from './session.js';

test('a call that names its tool by a namespace runs the tool of that MCP server', async () => {
  const calls = { echo: { result: { content: [{ type: 'text', text: 'back' }] } } };
  const config = small('srv', { tools: [tool('echo')], calls });
  const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'echo', arguments: '{}' };
  const replies = [response('mcp', done({ ...call, namespace: 'mcp__srv' })), { text: 'done' }];
  await using s = await threadSession({ replies, config });
  const turn = await s.turn();
  expect(turn).toMatchObject({ status: 'completed' });
  const ended = received(s.server).filter(
    ({ method, params }) => method === 'item/completed' && JSON.stringify(params).includes('"mcpToolCall"'),
  );
  expect(ended).toMatchObject([{ params: { item: { server: 'srv', tool: 'echo', status: 'completed' } } }]);
  const input = s.peer.requests.at(-1)?.body.input ?? [];
  expect(input).toContainEqual(
    expect.objectContaining({ type: 'function_call', name: 'srv__echo', call_id: 'call_1' }),
  );
  expect(JSON.stringify(input)).not.toContain('unsupported call');
});

test('a command that reads a file is shown with its path', async () => {
  const commands = ['cat sub/dir/a.txt', 'cd sub && cat dir/a.txt', 'cat /etc/hostname'];
  await using s = await threadSession({ replies: [{ calls: commands.map((cmd) => exec(cmd)) }, { text: 'read' }] });
  await s.turn();
  const items = received(s.server).flatMap(({ method, params }) => {
    const { item } = (params ?? {}) as { item?: ThreadItem };
    return method === 'item/completed' && item?.type === 'commandExecution' ? [item] : [];
  });
  const path = join(s.server.work, 'sub/dir/a.txt');
  expect(items.map(({ commandActions }) => commandActions)).toMatchObject([
    [{ type: 'read', name: 'a.txt', path }],
    [{ type: 'read', name: 'a.txt', path }],
    [{ type: 'read', name: 'hostname', path: '/etc/hostname' }],
  ]);
});

test('a thread names the files whose instructions it begins with', async () => {
  await using work = await scratchFolder('work');
  await work.write('AGENTS.md', 'Be brief.');
  await using server = await startServer({ cwd: work.path });
  await server.request('initialize', INITIALIZE);
  const started = await server.request<ThreadStartResponse>('thread/start', { cwd: work.path });
  expect(started.instructionSources).toEqual([join(work.path, 'AGENTS.md')]);
});

test('a list shows what is known of loaded threads, and refuses a cursor that is none', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }] });
  await s.turn();
  const { data } = await s.server.request<ThreadListResponse>('thread/list', {});
  expect(data).toMatchObject([{ id: s.threadId, environments: [{ cwd: s.server.work }] }]);
  expect(await s.server.refused('thread/list', { cursor: 'garbage' })).toMatchObject({
    code: -32600,
    message: 'invalid cursor: garbage',
  });
  expect(await s.server.refused('thread/read', { threadId: 'xyz' })).toMatchObject({
    message: 'invalid thread id: xyz: expected a UUID',
  });
});

test('the time at which a limit ends is taken from either header', async () => {
  const limits = { 'x-codex-primary-used-percent': '12.5', 'x-codex-primary-window-minutes': '300' };
  const at = { ...limits, 'x-codex-primary-reset-at': '4102444800' };
  await using s = await threadSession({ replies: [{ text: 'ok', wire: { headers: at } }] });
  await s.turn();
  const told = received(s.server).flatMap(({ method, params }) =>
    method === 'account/rateLimits/updated' ? [params as AccountRateLimitsUpdatedNotification] : [],
  );
  const { resetsAt = null, usedPercent } = told.at(-1)?.rateLimits.primary ?? {};
  expect(usedPercent).toBe(13);
  expect(Math.abs(Number(resetsAt) - 4_102_444_800)).toBeLessThanOrEqual(1);
});
