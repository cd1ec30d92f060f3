import { expect, test } from 'vitest';
import { eventOf, type Message } from '../support/exchange.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { readRollout } from '../support/rollout.js';
import { type Server, startServer } from '../support/server.js';

const LIMIT = 'model_auto_compact_token_limit = 100';
const over = { input: 130, output: 20 };
const plan = { name: 'update_plan', args: { plan: [] } };
const text = (said: string) => ({ type: 'text', data: { text: said } });

async function begun(server: Server): Promise<{ conversationId: string; rolloutPath: string }> {
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const begun = await server.request<{ conversationId: string; rolloutPath: string }>('newConversation', {
    includePlanTool: true,
  });
  await server.request('addConversationListener', { conversationId: begun.conversationId });
  return begun;
}

const say = (server: Server, conversationId: string, said: string) =>
  server.request('sendUserMessage', { conversationId, items: [text(said)] });

/** One word for each notification: the event's type with its id, or the state of a compaction. */
const told = (messages: readonly Message[]): string[] =>
  messages.flatMap((message) => {
    const event = eventOf(message);
    if (event) return [`${event.id} ${event.msg.type}`];
    const params = message.params as { id: string; state: string; reason: string };
    return message.method === 'turnwire/compaction' ? [`${params.id} ${params.state} (${params.reason})`] : [];
  });

const lastInput = (request: { body: { input: readonly { content?: readonly { text?: string }[] }[] } } | undefined) =>
  request?.body.input.map((item) => item.content?.[0]?.text ?? '');

async function play(config: string, replies: readonly PeerReply[], said: string, provider?: string) {
  await using peer = await startModelPeer(replies);
  await using server = await startServer({ config: peer.config(config, provider) });
  const { conversationId, rolloutPath } = await begun(server);
  await say(server, conversationId, said);
  await server.next('task_complete');
  return { told: told(server.received()), messages: server.received(), requests: peer.requests, rolloutPath };
}

test('a final answer over the limit is summed up and not asked for again (C115)', async () => {
  const went = await play(LIMIT, [{ text: 'big', deltas: ['big'], usage: over }, { text: 'A summary.' }], 'dig');
  expect(went.told).toEqual([
    '0 task_started',
    '0 token_count',
    '0 agent_message_delta',
    '0 agent_message',
    '0 token_count',
    'auto-compact-0 started (limit)',
    'auto-compact-0 token_count',
    'auto-compact-0 token_count',
    'auto-compact-0 agent_message',
    'auto-compact-0 finished (limit)',
    '0 task_complete',
  ]);
  expect(eventOf(went.messages.at(-1) as Message)?.msg.last_agent_message).toBe('big');
  expect(went.requests).toHaveLength(2);
  expect(went.requests[1]?.body.tools).toEqual([]);
});

test('gpt-5-codex is summed up before its window is full, not after (C116)', async () => {
  const config = (peer: { config(): string }) => peer.config().replace('mock-model', 'gpt-5-codex');
  await using peer = await startModelPeer([
    { text: 'fits', usage: { input: 244_000, output: 100 } },
    { text: 'does not', usage: { input: 244_700, output: 200 } },
    { text: 'A summary.' },
  ]);
  await using server = await startServer({ config: config(peer) });
  const { conversationId } = await begun(server);
  await say(server, conversationId, 'one');
  await server.next('task_complete');
  expect(told(server.received())).not.toContain('auto-compact-0 started (limit)');
  await say(server, conversationId, 'two');
  await server.next('task_complete');
  expect(told(server.received())).toContain('auto-compact-0 finished (limit)');
});

test('reasoning does not count towards the limit, for it is not sent again', async () => {
  const usage = { input: 70, output: 80, reasoning: 60 };
  const went = await play(LIMIT, [{ text: 'small', usage }], 'dig');
  expect(went.requests).toHaveLength(1);
});

test('a history that stays over the limit ends the turn with the reason', async () => {
  const went = await play(
    LIMIT,
    [{ calls: [plan], usage: over }, { text: 'A summary.' }, { calls: [plan], usage: over }],
    'dig',
  );
  const [error, cause] = went.messages.slice(-3);
  expect(eventOf(error as Message)?.msg.message).toBe(
    'Conversation is still above the token limit after automatic summarization (limit 100, current 150). Please start a new session or trim your input.',
  );
  expect(cause).toMatchObject({
    method: 'turnwire/diagnostics',
    params: { level: 'error', error: { code: 'context_full', tokens: 150, limit: 100 } },
  });
  expect(went.told.at(-1)).toBe('0 task_complete');
});

test('a final answer right after a summary stands, however large it is', async () => {
  const went = await play(
    LIMIT,
    [{ calls: [plan], usage: over }, { text: 'A summary.' }, { text: 'done', usage: over }],
    'dig',
  );
  expect(eventOf(went.messages.at(-1) as Message)?.msg.last_agent_message).toBe('done');
});

test('when the summary fails, the turn continues with the whole history', async () => {
  const went = await play(
    LIMIT,
    [{ calls: [plan], usage: over }, { fail: { status: 400, body: 'no' } }, { text: 'done' }],
    'dig',
  );
  expect(went.told.slice(4)).toEqual([
    'auto-compact-0 started (limit)',
    'auto-compact-0 error',
    'auto-compact-0 failed (limit)',
    '0 token_count',
    '0 agent_message_delta',
    '0 agent_message',
    '0 token_count',
    '0 task_complete',
  ]);
  expect(went.requests[2]?.body.input.map(({ type }) => type)).toEqual([
    'message',
    'message',
    'function_call',
    'function_call_output',
  ]);
});

test('a summary is interrupted as an answer is', async () => {
  await using peer = await startModelPeer([
    { text: 'big', usage: over },
    { text: 'A summary.', wire: { pauseBefore: 'response.completed' } },
  ]);
  await using server = await startServer({ config: peer.config(LIMIT) });
  const { conversationId, rolloutPath } = await begun(server);
  await say(server, conversationId, 'dig');
  await peer.paused();
  await server.request('interruptConversation', { conversationId });
  peer.release();
  expect(told(server.received()).at(-1)).toBe('0 turn_aborted');
  expect((await readRollout(rolloutPath)).map(({ type }) => type)).not.toContain('compacted');
});

test('asked for while a turn runs, it is done after the answer, and input that has come meanwhile is answered', async () => {
  await using peer = await startModelPeer([
    { text: 'one', wire: { pauseBefore: 'response.completed' } },
    { text: 'A summary.' },
    { text: 'two' },
  ]);
  await using server = await startServer({ config: peer.config() });
  const { conversationId } = await begun(server);
  await say(server, conversationId, 'first');
  await peer.paused();
  await server.request('turnwire/compactConversation', { conversationId });
  await say(server, conversationId, 'second');
  peer.release();
  await server.next('task_complete');
  expect(told(server.received())).toContain('auto-compact-0 finished (request)');
  const [, bridge, second] = lastInput(peer.requests[2]) ?? [];
  expect(bridge).toContain('first');
  expect(bridge).toContain('A summary.');
  expect(second).toBe('second');
});

test('a summed-up conversation is resumed as it was left, and forked from there', async () => {
  await using peer = await startModelPeer([
    { text: 'big', usage: over },
    { text: 'A summary.' },
    { text: 'on' },
    { text: 'resumed' },
    { text: 'forked' },
  ]);
  await using server = await startServer({ config: peer.config(LIMIT) });
  const { conversationId, rolloutPath } = await begun(server);
  await say(server, conversationId, 'dig');
  await server.next('task_complete');
  const settings = {
    approvalPolicy: 'never',
    sandboxPolicy: { mode: 'read-only' },
    model: 'mock-model',
    summary: 'auto',
  };
  await server.request('sendUserTurn', { conversationId, items: [text('more')], cwd: '/', ...settings });
  await server.next('task_complete');
  await server.request('turnwire/closeConversation', { conversationId });
  const ask = async (id: string): Promise<void> => {
    await server.request('addConversationListener', { conversationId: id });
    await say(server, id, 'and?');
    await server.next('task_complete');
  };
  await server.request('resumeConversation', { path: rolloutPath });
  await ask(conversationId);
  const forked = await server.request<{ conversationId: string }>('forkConversation', { path: rolloutPath });
  await ask(forked.conversationId);
  const before = lastInput(peer.requests[2]) ?? [];
  const resumed = lastInput(peer.requests[3]) ?? [];
  expect(resumed.slice(0, before.length)).toEqual(before);
  expect(before[1]).toContain('A summary.');
  expect((lastInput(peer.requests[4]) ?? []).slice(0, resumed.length)).toEqual(resumed);
});
