import { expect, it } from 'vitest';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { outline, readRollout } from '../support/rollout.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const HALF: PeerReply = {
  text: 'halfway',
  deltas: ['half', 'way'],
  wire: { pauseAfter: 'response.output_text.delta' },
};

/** A server with a conversation, whose home outlives it. */
async function session(replies: readonly PeerReply[]) {
  const home = await scratchFolder('home');
  const peer = await startModelPeer(replies);
  const server = await startServer({ home: home.path, config: peer.config() });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const created = await server.request<{ conversationId: string; rolloutPath: string }>('newConversation', {});
  const { conversationId, rolloutPath } = created;
  await server.request('addConversationListener', { conversationId });
  const say = (text: string) =>
    server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  return {
    server,
    conversationId,
    say,
    rollout: () => readRollout(rolloutPath),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const BEGUN = [
  'session_meta',
  'response_item message user',
  'event_msg turn_started',
  'response_item message user',
  'event_msg item_completed',
  'event_msg user_message',
  'turn_context',
  'event_msg token_count',
];

const WHOLE_TURN = [
  ...BEGUN,
  'event_msg item_completed',
  'event_msg agent_message',
  'response_item message assistant',
  'event_msg token_count',
  'event_msg turn_complete',
];

/** What the model had said is kept. */
const ABORTED_TURN = [
  ...BEGUN,
  'event_msg item_completed',
  'response_item message assistant',
  'event_msg turn_aborted',
];

it('the end of the input ends an idle server with 0', async () => {
  await using server = await startServer();
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
});

it('the end of the input before a single byte ends it as well', async () => {
  await using server = await startServer();
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(server.received()).toEqual([]);
});

it('the end of the input aborts a running turn, tells the client, records it, and ends within two seconds', async () => {
  await using s = await session([HALF]);
  await s.say('hi');
  await s.server.next('agent_message_delta');
  const began = performance.now();
  s.server.closeInput();
  expect(await s.server.exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(s.server.received('turn_aborted')).toHaveLength(1);
  expect(s.server.received('task_complete')).toHaveLength(0);
  expect(outline(await s.rollout())).toEqual(ABORTED_TURN);
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s aborts a running turn and records it', async (signal) => {
  await using s = await session([HALF]);
  await s.say('hi');
  await s.server.next('agent_message_delta');
  const began = performance.now();
  s.server.kill(signal);
  await s.server.exit;
  expect(performance.now() - began).toBeLessThan(2000);
  expect(outline(await s.rollout())).toEqual(ABORTED_TURN);
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends an idle server at once', async (signal) => {
  await using s = await session([{ text: 'done' }]);
  await s.say('hi');
  await s.server.next('task_complete');
  s.server.kill(signal);
  await s.server.exit;
  expect(outline(await s.rollout())).toEqual(WHOLE_TURN);
});

it('a server killed as soon as a turn is reported complete has the whole turn on disk', async () => {
  for (let round = 0; round < 5; round++) {
    await using s = await session([{ text: 'done' }]);
    s.server.child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('task_complete')) s.server.kill('SIGKILL');
    });
    await s.say('hi');
    expect((await s.server.exit).signal).toBe('SIGKILL');
    expect(outline(await s.rollout())).toEqual(WHOLE_TURN);
  }
});

it('a request that waits for the end of a turn is answered when the input ends', async () => {
  await using s = await session([HALF]);
  await s.say('hi');
  await s.server.next('agent_message_delta');
  s.server.send({ id: 'stop', method: 'interruptConversation', params: { conversationId: s.conversationId } });
  s.server.closeInput();
  expect(await s.server.exit).toEqual({ code: 0, signal: null });
  expect(s.server.received((m) => m.id === 'stop')).toMatchObject([{ result: { abortReason: 'interrupted' } }]);
  expect(s.server.received('turn_aborted')).toHaveLength(1);
});

it('everything received before the end of the input is answered', async () => {
  await using server = await startServer();
  const count = 20;
  let text = `${JSON.stringify({ id: 0, method: 'initialize', params: { clientInfo: { name: 'test', version: '1' } } })}\n`;
  for (let id = 1; id < count; id++) text += `${JSON.stringify({ id, method: 'newConversation', params: {} })}\n`;
  server.sendRaw(text);
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(server.received().map((m) => m.id)).toEqual(Array.from({ length: count }, (_, i) => i));
});

it('a client that no longer reads is gone: its turn is aborted, and the server ends', async () => {
  await using s = await session([HALF]);
  await s.say('hi');
  await s.server.next('agent_message_delta');
  s.server.child.stdout?.destroy();
  // The broken pipe shows at the next thing that the server says.
  s.server.notify('initialized');
  s.server.send({ id: 'x', method: 'getUserAgent' });
  expect((await s.server.exit).signal).toBe(null);
  expect(outline(await s.rollout())).toEqual(ABORTED_TURN);
});
