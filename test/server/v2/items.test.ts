import { expect, test } from 'vitest';
import type {
  ThreadItem,
  ThreadItemsListResponse,
  ThreadItemsReadResponse,
} from '../../../generated-types/v2/index.js';
import { exec } from '../../conformance/v2/replies.js';
import { ReplyError, type Server } from '../../support/server.js';
import { received, threadSession } from './session.js';

const listOf =
  (server: Server, threadId: string) =>
  (params: object = {}): Promise<ThreadItemsListResponse> =>
    server.request<ThreadItemsListResponse>('thread/items/list', { threadId, ...params });

const completed = (server: Server): ThreadItem[] =>
  received(server).flatMap(({ method, params }) =>
    method === 'item/completed' ? [(params as { item: ThreadItem }).item] : [],
  );

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error.message;
};

test('pages of items have each item once, in both directions, as it was shown', async () => {
  await using s = await threadSession({
    replies: [{ text: 'one' }, { calls: [exec('echo hi')] }, { text: 'two' }, { text: 'three' }],
  });
  for (const text of ['a', 'b', 'c']) await s.turn(text);
  const list = listOf(s.server, s.threadId);
  const shown = completed(s.server);
  expect((await list()).data.map(({ item }) => item)).toEqual(shown);

  const forwards: ThreadItem[] = [];
  let cursor: string | null = null;
  do {
    const page: ThreadItemsListResponse = await list({ limit: 2, cursor });
    forwards.push(...page.data.map(({ item }) => item));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(forwards).toEqual(shown);

  const newest = await list({ limit: 3, sortDirection: 'desc' });
  const older = await list({ limit: 100, sortDirection: 'desc', cursor: newest.nextCursor });
  expect([...newest.data, ...older.data].map(({ item }) => item)).toEqual([...shown].reverse());
  // The other way, a backwards cursor begins with the first item of its page.
  const back = await list({ cursor: older.backwardsCursor });
  expect(back.data[0]).toEqual(older.data[0]);
  expect(back.data).toHaveLength(4);
});

test('items of one turn, and those after one item', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }] });
  await s.turn('a');
  const { id: turnId } = await s.turn('b');
  const list = listOf(s.server, s.threadId);
  const { data } = await list({ turnId });
  expect(data.map((entry) => [entry.turnId, entry.item.type])).toEqual([
    [turnId, 'userMessage'],
    [turnId, 'agentMessage'],
  ]);
  const after = await list({ turnId, cursor: { type: 'item', itemId: data[0]?.item.id } });
  expect(after.data).toEqual(data.slice(1));
  expect(await list({ turnId: 'no such turn' })).toEqual({ data: [], nextCursor: null, backwardsCursor: null });
  expect(await refusal(list({ cursor: 'garbage' }))).toBe('invalid cursor: garbage');
  expect(await refusal(list({ threadId: 'x' }))).toBe('invalid thread id: x: expected a UUID');
});

test('some items of a turn are read by their ids, each once and in the order of the turn', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }] });
  const { id: other } = await s.turn('a');
  const { id: turnId } = await s.turn('b');
  const { threadId } = s;
  const { data } = await listOf(s.server, threadId)({ turnId });
  const ids = data.map(({ item }) => item.id);
  const read = (params: object) =>
    s.server.request<ThreadItemsReadResponse>('thread/items/read', { threadId, turnId, ...params });
  expect(await read({ itemIds: [...ids.toReversed(), ids[0], 'unknown'] })).toEqual({ data });
  expect(await read({ itemIds: ids.slice(1) })).toEqual({ data: data.slice(1) });
  expect(await read({ turnId: other, itemIds: ids })).toEqual({ data: [] });
  const many = Array.from({ length: 101 }, (_, n) => `i${n}`);
  for (const itemIds of [[], many]) expect(await refusal(read({ itemIds }))).toBe('itemIds must contain 1 to 100 IDs');
});

test('the cursor of a resumed thread leads to its newest items', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }] });
  await s.turn('a');
  await s.turn('b');
  const { threadId } = s;
  const resumed = await s.server.request<{ itemsBackwardsCursor: string }>('thread/resume', {
    threadId,
    excludeTurns: true,
  });
  const cursor = resumed.itemsBackwardsCursor;
  const page = await listOf(s.server, threadId)({ cursor, sortDirection: 'desc', limit: 1 });
  expect(page.data.map(({ item }) => item)).toMatchObject([{ type: 'agentMessage', text: 'two' }]);
});

test('a command that outlives its turn comes after the items of later turns', async () => {
  await using s = await threadSession({
    replies: [{ calls: [exec('while [ ! -e go ]; do sleep 0.05; done', { yield_time_ms: 250 })] }, { text: 'it runs' }],
  });
  const first = await s.turn('a');
  s.peer.add({ calls: [exec('touch go')] }, { text: 'let go' });
  await s.turn('b');
  await s.server.until('the end of the command', () => completed(s.server).filter(isCommand)[1]);
  const { data } = await listOf(s.server, s.threadId)();
  const commands = data.filter(({ item }) => isCommand(item));
  expect(commands.map(({ item }) => (item.type === 'commandExecution' ? item.status : ''))).toEqual([
    'completed',
    'completed',
  ]);
  expect(new Set(data.map(({ item }) => item.id)).size).toBe(data.length);
  const ofFirst = data.findIndex(({ item, turnId }) => isCommand(item) && turnId === first.id);
  expect(data.slice(0, ofFirst).some(({ turnId }) => turnId !== first.id)).toBe(true);
});

const isCommand = ({ type }: ThreadItem): boolean => type === 'commandExecution';

test('ephemeral threads have no pages', async () => {
  await using s = await threadSession({ params: { ephemeral: true } });
  const { threadId } = s;
  expect(await refusal(s.server.request('thread/items/list', { threadId }))).toBe(
    'ephemeral threads do not support thread/items/list',
  );
  expect(await refusal(s.server.request('thread/turns/list', { threadId }))).toBe(
    'ephemeral threads do not support thread/turns/list',
  );
});

const said = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

test('injected items are for the model alone, and are still there after a restart', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }] });
  const { threadId, server } = s;
  await server.request('thread/inject_items', { threadId, items: [said('It rained.'), said('All day.')] });
  await s.turn('go');
  const texts = () =>
    s.peer.requests
      .at(-1)
      ?.body.input.flatMap(({ content }) => content?.map(({ text }) => text) ?? [])
      .filter((text) => !text?.startsWith('<environment_context>'));
  expect(texts()?.slice(-3)).toEqual(['It rained.', 'All day.', 'go']);
  const { data } = await listOf(server, threadId)();
  expect(data.map(({ item }) => item.type)).toEqual(['userMessage', 'agentMessage']);
  await server.request('turnwire/closeConversation', { conversationId: threadId });
  await server.request('thread/resume', { threadId });
  s.peer.add({ text: 'two' });
  await s.turn('again');
  expect(texts()?.slice(-5)).toEqual(['It rained.', 'All day.', 'go', 'one', 'again']);
});

test.each([
  ['none', [], 'items must not be empty'],
  ['what is no item', [said('x'), { type: 'message', role: 'user' }], 'items[1] is not a valid response item: '],
])('injected items are refused: %s', async (_, items, message) => {
  await using s = await threadSession();
  const { threadId, server } = s;
  expect(await refusal(server.request('thread/inject_items', { threadId, items }))).toContain(message);
});
