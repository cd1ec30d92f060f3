import { expect, it } from 'vitest';
import { eventOf, kindOf } from '../support/exchange.js';
import { startModelPeer } from '../support/model-peer.js';
import { readRollout } from '../support/rollout.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';

const DELTAS = 20_000;

it('a client that does not read for a while loses nothing and holds nothing up', async () => {
  const deltas = Array.from({ length: DELTAS }, (_, i) => `piece number ${i} of the text. `);
  await using peer = await startModelPeer([{ text: deltas.join(''), deltas }, { text: 'meanwhile' }]);
  await using server = await startServer({ config: peer.config(), deadlineMs: 30_000 });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  type Created = { conversationId: string; rolloutPath: string };
  const loud = await server.request<Created>('newConversation', {});
  const other = await server.request<Created>('newConversation', {});
  await server.request('addConversationListener', { conversationId: loud.conversationId });
  await server.request('addConversationListener', { conversationId: other.conversationId });

  const readAgain = server.stopReading();
  const say = (id: string, conversationId: string) =>
    server.send({
      id,
      method: 'sendUserMessage',
      params: { conversationId, items: [{ type: 'text', data: { text: 'go' } }] },
    });
  say('loud', loud.conversationId);
  // The files show what the server did while its output was not read. A long line that is just being written counts as not there yet.
  const ended = async (path: string) =>
    (await readRollout(path).catch(() => [])).some(({ payload }) => payload.role === 'assistant');
  await until('the long turn on disk', () => ended(loud.rolloutPath), 30_000);
  say('other', other.conversationId);
  await until('the turn of another conversation on disk', () => ended(other.rolloutPath));
  server.send({ id: 'alive', method: 'getUserAgent' });

  readAgain();
  await server.until(
    'both turns and the last reply',
    () => server.received('task_complete').length === 2 && server.received((m) => m.id === 'alive').length === 1,
  );
  const events = server.received().flatMap((m) => {
    const event = eventOf(m);
    return event?.conversationId === loud.conversationId ? [event.msg] : [];
  });
  const text = events.flatMap((msg) => (msg.type === 'agent_message_delta' ? [msg.delta as string] : [])).join('');
  expect(text).toBe(deltas.join(''));
  expect(events.map((msg) => msg.type).filter((type, i, all) => type !== all[i - 1])).toEqual([
    'task_started',
    'token_count',
    'agent_message_delta',
    'agent_message',
    'token_count',
    'task_complete',
  ]);
  expect(events.find((msg) => msg.type === 'agent_message')?.message).toBe(deltas.join(''));
  const ids = server.received((m) => kindOf(m) === 'reply').map((m) => m.id);
  expect(ids.slice(-3)).toEqual(['loud', 'other', 'alive']);
});
