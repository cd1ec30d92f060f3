import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as r from '../store/rollouts.js';
import { readRollout } from '../support/rollout.js';
import { asked, bed, contextsIn, converse, listen, type Revived, say, spoken, turn } from './stored.js';

const ID = r.idOf(1);
const TIME = '2025-01-01T00-00-00';
const reply = (text: string) => ({ text });
const PAST = [
  r.meta(ID),
  r.context(),
  ...r.said('zero'),
  r.turnContext(),
  ...r.answered('null'),
  ...r.showed(),
  r.turnContext({ model: 'second-model' }),
  r.called('k'),
  r.outputOf('k'),
  r.viewed(),
  ...r.answered('eins'),
  r.context('<environment_context>\n  <cwd>/elsewhere</cwd>\n</environment_context>'),
  ...r.said('two'),
  r.turnContext({ cwd: '/elsewhere' }),
  ...r.answered('zwei'),
];

test('a fork has everything before the n-th user message; the source does not change', async () => {
  await using b = await bed();
  const path = await b.put(TIME, ID, PAST);
  const before = readFileSync(path, 'utf8');
  await using server = await b.start();
  const fork = (params: object) => server.request<Revived>('forkConversation', { path, ...params });
  const all = ['zero', 'null', '', 'eins', 'two', 'zwei'];
  for (const [nthUserMessage, kept, model] of [
    [0, [], 'recorded-model'],
    [1, ['zero', 'null'], 'recorded-model'],
    [2, ['zero', 'null', '', 'eins'], 'second-model'],
    [undefined, all, 'recorded-model'],
    [null, all, 'recorded-model'],
  ] as const) {
    const forked = await fork({ nthUserMessage });
    expect(spoken(forked)).toEqual(kept);
    expect(forked.model).toBe(model);
    expect(forked.conversationId).not.toBe(ID);
    const lines = await readRollout(forked.rolloutPath);
    expect(lines.filter((line) => line.type === 'session_meta')).toHaveLength(1);
    expect(lines[0]?.payload).toMatchObject({ id: forked.conversationId, source: 'vscode' });
    if (kept.length > 0) {
      const copied = readFileSync(forked.rolloutPath, 'utf8').split('\n').slice(1).join('\n');
      // In the copy, turns and items keep the ids that they had by their places.
      const named = /,"turnwire_turn_id":"[^"]*","turnwire_item_id":"[^"]*"}$/gm;
      expect(before.split('\n').slice(1).join('\n').startsWith(copied.replace(named, '}'))).toBe(true);
      expect(lines[0]?.payload.forked_from_id).toBe(ID);
    }
  }
  for (const nthUserMessage of [3, 4, 1e9]) {
    expect(await server.refused('forkConversation', { path, nthUserMessage })).toMatchObject({
      code: -32600,
      data: { code: 'fork_out_of_range', nthUserMessage, count: 3 },
    });
  }
  for (const nthUserMessage of [-1, 0.5, '1']) {
    const { data } = await server.refused('forkConversation', { path, nthUserMessage });
    expect(data).toMatchObject({ code: 'invalid_request', path: 'params.nthUserMessage' });
  }
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('forks of forks, two in a row, resumed and forked again: the context is sent once and the history is right', async () => {
  await using b = await bed(['uno', 'dos', 'a', 'b', 'c', 'd'].map(reply));
  await using server = await b.start();
  const source = await converse(server, ['one', 'two']);
  const before = readFileSync(source.rolloutPath, 'utf8');
  const fork = async (conversationId: string, nthUserMessage?: number) => {
    const forked = await server.request<Revived>('forkConversation', { conversationId, nthUserMessage });
    await listen(server, forked.conversationId);
    return forked;
  };
  const first = await fork(source.conversationId, 1);
  const twin = await fork(source.conversationId, 1);
  await turn(server, first.conversationId, 'first');
  await turn(server, twin.conversationId, 'twin');
  const second = await fork(first.conversationId);
  await server.request('turnwire/closeConversation', { conversationId: second.conversationId });
  const again = await server.request<Revived>('resumeConversation', { path: second.rolloutPath });
  expect(spoken(again)).toEqual(['one', 'uno', 'first', 'a']);
  await listen(server, again.conversationId);
  await turn(server, again.conversationId, 'resumed');
  const third = await fork(again.conversationId, 2);
  expect(spoken(third)).toEqual(['one', 'uno', 'first', 'a']);
  await turn(server, third.conversationId, 'third');
  const told = asked(b.peer).map((texts) => texts.filter((text) => !text.startsWith('<environment_context>')));
  expect(told.slice(2)).toEqual([
    ['one', 'uno', 'first'],
    ['one', 'uno', 'twin'],
    ['one', 'uno', 'first', 'a', 'resumed'],
    ['one', 'uno', 'first', 'a', 'third'],
  ]);
  expect(asked(b.peer).map(contextsIn)).toEqual([1, 1, 1, 1, 1, 1]);
  for (const { rolloutPath } of [first, twin, second, third]) {
    expect(contextsIn((await readRollout(rolloutPath)).map(({ payload }) => textOf(payload)))).toBe(1);
  }
  expect(readFileSync(source.rolloutPath, 'utf8')).toBe(before);
});

const textOf = (payload: Record<string, unknown>) =>
  (payload.content as { text?: string }[] | undefined)?.[0]?.text ?? '';

test('a fork of nothing is a conversation that can begin', async () => {
  await using b = await bed([reply('hi'), reply('hi')]);
  await using server = await b.start();
  const { conversationId } = await server.request<Revived>('newConversation', { cwd: b.home });
  for (const params of [{}, { nthUserMessage: 0 }]) {
    const source = params.nthUserMessage === 0 ? (await converseOnce()).conversationId : conversationId;
    const empty = await server.request<Revived>('forkConversation', { conversationId: source, ...params });
    expect(empty.initialMessages).toEqual([]);
  }
  async function converseOnce() {
    return converse(server, ['something'], { cwd: b.home });
  }
  const again = await server.request<Revived>('forkConversation', { conversationId });
  await listen(server, again.conversationId);
  await turn(server, again.conversationId, 'hello');
  expect(contextsIn(asked(b.peer).at(-1) ?? [])).toBe(1);
  expect(asked(b.peer).at(-1)?.join()).toContain(`<cwd>${b.home}</cwd>`);
  expect(await server.refused('forkConversation', { conversationId, nthUserMessage: 0 })).toMatchObject({
    data: { code: 'fork_out_of_range', count: 0 },
  });
});

test('a running conversation is forked as far as it is recorded, and continues', async () => {
  await using b = await bed([
    reply('uno'),
    { text: 'dos', wire: { pauseBefore: 'response.completed' } },
    reply('other'),
  ]);
  await using server = await b.start();
  const { conversationId } = await converse(server, ['one']);
  await say(server, conversationId, 'two');
  await server.next((m) => m.method === 'codex/event/agent_message');
  const forked = await server.request<Revived>('forkConversation', { conversationId });
  expect(spoken(forked)).toEqual(['one', 'uno', 'two', 'dos']);
  b.peer.release();
  await server.next('task_complete');
  await listen(server, forked.conversationId);
  await turn(server, forked.conversationId, 'three');
  // A message that clients have seen is part of the history.
  expect(asked(b.peer).at(-1)?.slice(1)).toEqual(['one', 'uno', 'two', 'dos', 'three']);
});

test('overrides count for the fork, and what it cannot be made of says why', async () => {
  await using b = await bed([reply('x')]);
  const path = await b.put(TIME, ID, PAST);
  await using server = await b.start();
  const forked = await server.request<Revived>('forkConversation', { path, overrides: { model: 'mine' } });
  expect(forked.model).toBe('mine');
  await listen(server, forked.conversationId);
  await turn(server, forked.conversationId, 'three');
  expect(b.peer.requests[0]?.body.model).toBe('mine');
  expect(await server.refused('forkConversation', { conversationId: r.idOf(9) })).toMatchObject({
    code: -32600,
    data: { code: 'rollout_not_found' },
  });
  const empty = await b.put('2025-01-01T00-00-02', r.idOf(2), '');
  expect(await server.refused('forkConversation', { path: empty })).toMatchObject({
    code: -32603,
    message: 'error forking conversation: empty session file',
  });
  const listed = await server.request<{ items: { conversationId: string }[] }>('listConversations', {});
  expect(listed.items.map((item) => item.conversationId)).toEqual([forked.conversationId, ID]);
});
