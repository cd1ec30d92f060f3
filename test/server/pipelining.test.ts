import { expect, it } from 'vitest';
import { kindOf } from '../support/exchange.js';
import { startModelPeer } from '../support/model-peer.js';
import { startServer } from '../support/server.js';

const say = (conversationId: string, text: string) => ({ conversationId, items: [{ type: 'text', data: { text } }] });

it('a thousand requests written at once are answered once each, in their order', async () => {
  await using server = await startServer();
  const methods = ['getUserAgent', 'noSuchMethod', 'getAuthStatus', 'getUserSavedConfig'];
  const requests = Array.from({ length: 1000 }, (_, i) => ({ id: `r${i}`, method: methods[i % 4], params: {} }));
  const all = [
    { id: 'first', method: 'initialize', params: { clientInfo: { name: 'test', version: '1' } } },
    ...requests,
  ];
  server.sendRaw(`${all.map((request) => JSON.stringify(request)).join('\n')}\n`);
  await server.until('all replies', () => server.received().length >= all.length);
  server.closeInput();
  await server.exit;
  expect(server.received().map((m) => m.id)).toEqual(all.map((request) => request.id));
});

it('a whole session written at once works: each request sees what the ones before it did', async () => {
  await using peer = await startModelPeer([{ text: 'one' }]);
  await using server = await startServer({ config: peer.config() });
  const replies = await Promise.all([
    server.call('initialize', { clientInfo: { name: 'test', version: '1' } }),
    server.call('getUserAgent'),
    server.call('newConversation', {}),
    server.call('newConversation', {}),
    server.call('getUserSavedConfig'),
  ]);
  expect(replies.map((r) => r.error)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  const { conversationId = '' } = (replies[2]?.result ?? {}) as { conversationId?: string };
  server.send({ id: 'message', method: 'sendUserMessage', params: say(conversationId, 'hi') });
  server.send({ id: 'listen', method: 'addConversationListener', params: { conversationId } });
  server.send({ id: 'after', method: 'getUserAgent' });
  await server.next('task_complete');
  const ids = server.received((m) => kindOf(m) === 'reply').map((m) => m.id);
  expect(ids).toEqual([1, 2, 3, 4, 5, 'message', 'listen', 'after']);
});

it('the reply to a message comes before the turn that it starts, every time', async () => {
  const turns = 20;
  await using peer = await startModelPeer(Array.from({ length: turns }, (_, i) => ({ text: `answer ${i}` })));
  await using server = await startServer({ config: peer.config() });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  for (let i = 0; i < turns; i++) {
    const from = server.lines.length;
    void server.call('sendUserMessage', say(conversationId, `${i}`));
    await server.next('task_complete');
    expect(server.lines.slice(from).findIndex((l) => l.message.result !== undefined)).toBe(1);
  }
});

it('conversations do not wait for each other', async () => {
  await using peer = await startModelPeer([
    { text: 'slow one', deltas: ['slow', ' one'], wire: { pauseAfter: 'response.output_text.delta' } },
    { text: 'quick' },
  ]);
  await using server = await startServer({ config: peer.config() });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const ids: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
    await server.request('addConversationListener', { conversationId });
    ids.push(conversationId);
  }
  const [slow = '', quick = ''] = ids;
  await server.request('sendUserMessage', say(slow, 'take your time'));
  await peer.paused();
  await server.request('sendUserMessage', say(quick, 'now'));
  const first = await server.next('task_complete');
  expect(first.params).toMatchObject({ conversationId: quick });
  peer.release();
  const second = await server.next('task_complete');
  expect(second.params).toMatchObject({ conversationId: slow, msg: { last_agent_message: 'slow one' } });
});
