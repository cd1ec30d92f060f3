import { expect, test } from 'vitest';
import { Turns, turnsOf } from '../../src/core/history/turns.js';
import { type ConversationEvent, isPersisted } from '../../src/domain/events.js';
import { FileStore } from '../../src/store/files/store.js';
import { type InProcess, startInProcess } from '../support/in-process.js';
import { completed, said, sse, startRawPeer, stream, streamAndHold, whole } from '../support/raw-peer.js';

const call = (id: string, name: string, args: object) => ({
  type: 'response.output_item.done',
  item: { type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: JSON.stringify(args) },
});
const begun = (item: object) => ({ type: 'response.output_item.added', item });
const delta = (text: string) => ({ type: 'response.output_text.delta', delta: text });
const message = { type: 'message', id: 'msg_cut', role: 'assistant', content: [] };
const HALF = sse(begun(message), delta('half'), delta('way'));

/** A server whose events are followed. */
async function followed(replies: Parameters<typeof startRawPeer>[0], provider = {}) {
  const peer = await startRawPeer(replies);
  const server = await startInProcess({ baseUrl: peer.url, provider });
  const events: ConversationEvent[] = [];
  server.conversation.subscribers.subscribe({}, (event) => events.push(event));
  return {
    server,
    events,
    peer,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
    },
  };
}

function liveTurns(events: readonly ConversationEvent[]) {
  const turns = new Turns();
  for (const { body, turnId } of events) if (isPersisted(body)) turns.add(body, turnId);
  return turns.states();
}

async function storedTurns({ server, conversation }: InProcess) {
  const { location } = conversation;
  await server.conversations.removeConversation(conversation.id);
  return turnsOf((await new FileStore('/nowhere', () => 0).load(location)).records);
}

/** Items that have started and not ended when their turn does. */
function leftOpen(events: readonly ConversationEvent[]): string[] {
  const open = new Set<string>();
  const left: string[] = [];
  for (const { body } of events) {
    if (body.type === 'item-started') open.add(body.item.id);
    else if (body.type === 'item-completed') open.delete(body.item.id);
    else if (body.type === 'turn-ended') left.push(...open);
  }
  return left;
}

test('turns are the same live and in the rollout, however they end; no item is left open', async () => {
  await using f = await followed(
    [
      stream(sse(call('c1', 'shell', { command: ['echo', 'hi'] }), completed)),
      stream(sse(call('c2', 'shell', { command: ['false'] }), call('p', 'update_plan', { plan: [] }), completed)),
      stream(whole('done')),
      stream(HALF),
      stream(whole('whole')),
      stream(HALF),
      stream(HALF),
    ],
    { stream_max_retries: 1 },
  );
  const { server, events } = f;
  await server.turn('one');
  await server.turn('two, which breaks off once');
  await server.turn('three, which fails');
  const live = liveTurns(events);
  expect(live.map(({ status }) => status)).toEqual(['completed', 'completed', 'failed']);
  expect(live.map(({ items }) => items.map(({ type }) => type))).toEqual([
    ['user-message', 'command-execution', 'command-execution', 'agent-message'],
    ['user-message', 'agent-message', 'agent-message'],
    ['user-message', 'agent-message', 'agent-message'],
  ]);
  expect(live[1]?.items.slice(1)).toMatchObject([{ texts: ['halfway'], cutOff: true }, { texts: ['whole'] }]);
  expect(live[2]?.error?.cause).toMatchObject({ code: 'model_unreachable' });
  expect(leftOpen(events)).toEqual([]);
  expect(await storedTurns(server)).toEqual(live);
});

test('what was said until an interrupt is kept, for clients and for the model', async () => {
  await using f = await followed([streamAndHold(HALF), stream(whole('fresh'))]);
  const { server, events, peer } = f;
  const { conversation } = server;
  const seen = new Promise<void>((resolve) => {
    conversation.subscribers.subscribe(
      {},
      ({ body }) => body.type === 'text-delta' && body.text.includes('way') && resolve(),
    );
  });
  (await conversation.submit([{ type: 'text', text: 'one' }])).begin();
  await seen;
  expect(conversation.running?.open).toMatchObject([{ type: 'agent-message', id: 'msg_cut', texts: ['halfway'] }]);
  const joined = await server.server.conversations.resume({ conversationId: conversation.id }, {});
  expect(joined.turns).toMatchObject([
    {
      status: 'in-progress',
      items: [{ type: 'user-message' }, { id: 'msg_cut', texts: ['halfway'], completedAt: null }],
    },
  ]);
  await conversation.interrupt();
  await server.turn('two');
  const sent = JSON.parse(peer.requests.at(-1)?.body ?? '') as {
    input: { role: string; content: { text: string }[] }[];
  };
  expect(sent.input.slice(-3).map(({ role, content }) => [role, content[0]?.text])).toEqual([
    ['user', 'one'],
    ['assistant', 'halfway'],
    ['user', 'two'],
  ]);
  const live = liveTurns(events);
  expect(live[0]).toMatchObject({ status: 'interrupted', items: [{ type: 'user-message' }, { texts: ['halfway'] }] });
  expect(leftOpen(events)).toEqual([]);
  expect(await storedTurns(server)).toEqual(live);
});

test('a process that dies in a turn leaves an interrupted one', async () => {
  await using f = await followed([streamAndHold(sse(said('first'), begun(message), delta('half')))]);
  const { conversation } = f.server;
  const seen = new Promise<void>((resolve) => {
    conversation.subscribers.subscribe({}, ({ body }) => body.type === 'text-delta' && resolve());
  });
  (await conversation.submit([{ type: 'text', text: 'one' }])).begin();
  await seen;
  // What the file says at this moment is what a dead process leaves.
  const { records } = await new FileStore('/nowhere', () => 0).load(conversation.location);
  expect(turnsOf(records)).toMatchObject([
    { status: 'interrupted', completedAt: null, items: [{ type: 'user-message' }, { texts: ['first'] }] },
  ]);
});
