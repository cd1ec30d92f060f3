import { expect, test } from 'vitest';
import { readRollout } from '../../support/rollout.js';
import type { Server } from '../../support/server.js';
import { bed, converse, listen, type Revived, say, turn } from '../stored.js';
import { methods, type Started, turnCompleted } from '../v2/session.js';

/** An answer that stays unfinished. */
const HALF = { text: 'halfway', deltas: ['half', 'way'], wire: { pauseAfter: 'response.output_text.delta' } };
const input = (threadId: string, text: string) => ({ threadId, input: [{ type: 'text', text }] });
const startTurn = (server: Server, threadId: string, text: string) =>
  server.request<{ turn: { id: string } }>('turn/start', input(threadId, text));
const ask = { name: 'exec_command', args: { cmd: 'touch made' } };

test.each(['SIGKILL', 'SIGTERM'] as const)('v1: the owner ends by %s within a turn', async (signal) => {
  await using b = await bed([HALF, { text: 'dos' }]);
  const first = await b.start();
  await using second = await b.start();
  const { conversationId, rolloutPath } = await converse(first, []);
  await second.request<Revived>('resumeConversation', { conversationId });
  const { subscriptionId } = await listen(second, conversationId);
  await say(second, conversationId, 'one');
  await second.next('agent_message_delta');
  first.kill(signal);
  await second.next('turn_aborted');
  await turn(second, conversationId, 'two');
  expect(second.received('turn_aborted')).toHaveLength(1);
  expect(second.received('task_started')).toHaveLength(2);
  expect(second.received('task_complete')).toHaveLength(1);
  await second.request('removeConversationListener', { subscriptionId });
  await first[Symbol.asyncDispose]();
  await readRollout(rolloutPath);
});

test.each(['SIGKILL', 'SIGTERM'] as const)('v2: the owner ends by %s within a turn', async (signal) => {
  await using b = await bed([HALF, { text: 'dos' }]);
  const first = await b.start();
  await using second = await b.start();
  await using third = await b.start();
  const { thread } = await first.request<Started>('thread/start', {});
  await second.request('thread/resume', { threadId: thread.id });
  await third.request('thread/resume', { threadId: thread.id });
  const one = await startTurn(second, thread.id, 'one');
  await third.next((m) => m.method === 'item/agentMessage/delta');
  first.kill(signal);
  for (const server of [second, third]) expect((await turnCompleted(server, one.turn.id)).status).toBe('interrupted');
  const two = await startTurn(third, thread.id, 'two');
  for (const server of [second, third]) {
    expect((await turnCompleted(server, two.turn.id)).status).toBe('completed');
    const seen = methods(server);
    expect(seen.filter((method) => method === 'turn/started')).toHaveLength(2);
    expect(seen.filter((method) => method === 'turn/completed')).toHaveLength(2);
  }
  await first[Symbol.asyncDispose]();
});

test('the owner is killed while it waits for an approval: the request is resolved, and the turn interrupted', async () => {
  await using b = await bed([{ calls: [ask] }, { text: 'dos' }]);
  const first = await b.start();
  await using second = await b.start();
  const { thread } = await first.request<Started>('thread/start', {});
  await second.request('thread/resume', { threadId: thread.id });
  const one = await startTurn(second, thread.id, 'one');
  const asked = await second.next((m) => m.method === 'item/commandExecution/requestApproval');
  first.kill('SIGKILL');
  const resolved = await second.next((m) => m.method === 'serverRequest/resolved');
  expect(resolved.params).toEqual({ threadId: thread.id, requestId: asked.id });
  expect((await turnCompleted(second, one.turn.id)).status).toBe('interrupted');
  const two = await startTurn(second, thread.id, 'two');
  expect((await turnCompleted(second, two.turn.id)).status).toBe('completed');
  await first[Symbol.asyncDispose]();
});

test('the owner is killed while nothing runs: clients notice nothing', async () => {
  await using b = await bed([{ text: 'uno' }, { text: 'dos' }]);
  const first = await b.start();
  await using second = await b.start();
  const { conversationId } = await converse(first, ['one']);
  await second.request<Revived>('resumeConversation', { conversationId });
  await listen(second, conversationId);
  const before = second.lines.length;
  first.kill('SIGKILL');
  await first.exit;
  await turn(second, conversationId, 'two');
  const events = second.lines.slice(before).flatMap(({ message }) => message.method ?? []);
  expect(events[0]).toBe('sendUserMessage');
  expect(second.received('task_started')).toHaveLength(1);
  expect(second.received('turn_aborted')).toHaveLength(0);
  await first[Symbol.asyncDispose]();
});

test('an approval is answered through the relay, and the first answer counts for all', async () => {
  await using b = await bed([{ calls: [ask] }, { text: 'dos' }]);
  await using first = await b.start();
  await using second = await b.start();
  const { thread } = await first.request<Started>('thread/start', {});
  await second.request('thread/resume', { threadId: thread.id });
  const one = await startTurn(first, thread.id, 'one');
  const [here, there] = await Promise.all(
    [first, second].map((server) => server.next((m) => m.method === 'item/commandExecution/requestApproval')),
  );
  second.send({ id: there?.id as number, result: { decision: 'decline' } });
  for (const [server, asked] of [
    [first, here],
    [second, there],
  ] as const) {
    const resolved = await server.next((m) => m.method === 'serverRequest/resolved');
    expect(resolved.params).toEqual({ threadId: thread.id, requestId: asked?.id });
    expect((await turnCompleted(server, one.turn.id)).status).toBe('completed');
  }
});

test('an owner that is stopped does not let requests wait for ever, and goes on when it is continued', async () => {
  await using b = await bed([{ text: 'uno' }, { text: 'dos' }]);
  await using first = await b.start();
  await using second = await b.start();
  const { thread } = await first.request<Started>('thread/start', {});
  await second.request('thread/resume', { threadId: thread.id });
  first.kill('SIGSTOP');
  expect(await second.refused('turn/start', input(thread.id, 'one'))).toMatchObject({ data: { code: 'owner_gone' } });
  // One that has no connection to it yet is refused, too.
  await using third = await b.start();
  expect(await third.refused('thread/resume', { threadId: thread.id })).toMatchObject({
    data: { code: 'conversation_busy', pid: first.child.pid },
  });
  first.kill('SIGCONT');
  // What was sent to it is done after all, as the error says that it may be.
  await second.next((m) => m.method === 'turn/completed');
  const two = await startTurn(second, thread.id, 'two');
  expect((await turnCompleted(second, two.turn.id)).status).toBe('completed');
});
