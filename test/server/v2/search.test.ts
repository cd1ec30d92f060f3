import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type {
  ThreadSearchOccurrencesResponse,
  ThreadSearchPartialNotification,
  ThreadSearchResponse,
} from '../../../generated-types/v2/index.js';
import type { Message } from '../../support/exchange.js';
import type { ReplyError, Server } from '../../support/server.js';
import { received, type Started, threadSession } from './session.js';

const LONG = `Tell me of flowers,\nplease with ${'more and more words '.repeat(5)}around a NEEDLE and ${'then still more '.repeat(12)}`;

async function session(replies = [{ text: 'Roses are red, said the poet.' }]) {
  const s = await threadSession({ replies });
  const search = (searchTerm: string, params: object = {}) =>
    s.server.request<ThreadSearchResponse>('thread/search', { searchTerm, ...params });
  const found = async (searchTerm: string, params: object = {}) =>
    (await search(searchTerm, params)).data.map(({ thread, snippet }) => [thread.id, snippet]);
  return Object.assign(s, { search, found });
}

test('messages of the user and of the model are searched, whatever the case, at once', async () => {
  await using s = await session();
  await s.turn(LONG);
  const { threadId } = s;
  expect(await s.found('ROSES')).toEqual([[threadId, 'Roses are red, said the poet.']]);
  expect(await s.found(' the poet ')).toEqual([[threadId, 'Roses are red, said the poet.']]);
  const [[, snippet] = []] = await s.found('needle');
  expect(snippet).toMatch(/^\.\.\. .*words around a NEEDLE and then still more .* \.\.\.$/);
  expect(await s.found('flowers,\nplease')).toHaveLength(1);
  expect(await s.found('no such words')).toEqual([]);
  // What a program put there is not searched.
  expect(await s.found('sandbox_mode')).toEqual([]);
});

test('text with characters that JSON escapes, and letters of any alphabet', async () => {
  await using s = await session([{ text: 'Übermut "tut" selten gut: \\o/ 日本' }]);
  await s.turn('go');
  for (const term of ['übermut', '"TUT"', '\\o/', '日本', ': \\']) expect(await s.found(term)).toHaveLength(1);
  expect(await s.found('日本語')).toEqual([]);
});

test('what was taken back is not found, and what was archived only there', async () => {
  await using s = await session([{ text: 'apples' }, { text: 'pears' }]);
  await s.turn('first');
  const { id } = await s.turn('second');
  const { threadId, server } = s;
  expect(await s.found('pears')).toHaveLength(1);
  await server.request('thread/revert', { threadId, beforeTurnId: id });
  expect(await s.found('pears')).toEqual([]);
  expect(await s.found('apples')).toHaveLength(1);
  await server.request('thread/archive', { threadId });
  expect(await s.found('apples')).toEqual([]);
  expect(await s.found('apples', { archived: true })).toHaveLength(1);
});

test('found threads come in pages, newest first or oldest first', async () => {
  await using s = await session([{ text: 'poem one' }, { text: 'poem two' }, { text: 'prose' }]);
  await s.turn('a');
  for (const text of ['b', 'c']) {
    const { thread } = await s.server.request<Started>('thread/start', { approvalPolicy: 'never' });
    const { turn } = await s.server.request<{ turn: { id: string } }>('turn/start', {
      threadId: thread.id,
      input: [{ type: 'text', text }],
    });
    await s.server.until('its end', (lines) =>
      lines.find(
        ({ message }) =>
          message.method === 'turn/completed' && (message.params as { turn: { id: string } }).turn.id === turn.id,
      ),
    );
  }
  const first = await s.search('poem', { limit: 1 });
  const second = await s.search('poem', { limit: 1, cursor: first.nextCursor });
  const snippets = [...first.data, ...second.data].map(({ snippet }) => snippet);
  expect(snippets).toEqual(['poem two', 'poem one']);
  expect(second.nextCursor).toBeNull();
  const ascending = await s.search('POEM', { sortDirection: 'asc' });
  expect(ascending.data.map(({ snippet }) => snippet)).toEqual(['poem one', 'poem two']);
});

test('files that cannot be read are passed over, and odd lines change nothing', async () => {
  await using s = await session();
  await s.turn('first');
  const { path } = s.started.thread;
  appendFileSync(
    path,
    '{"poet":\n[]\n{"type":"response_item","payload":{"type":"message","role":"user","content":7}}\n',
  );
  writeFileSync(path.replace(/[0-9a-f]{12}\.jsonl$/, '00000000000f.jsonl'), '\0poet\n{"type":"x poet"}\n');
  expect(await s.found('poet')).toHaveLength(1);
  rmSync(path);
  expect(await s.found('poet')).toEqual([]);
});

test.each(['', ' \n'])('an empty term is refused: %j', async (searchTerm) => {
  await using s = await session([]);
  const error = await s.search(searchTerm).catch((e: unknown) => e);
  expect((error as ReplyError).error.message).toBe('thread/search requires a non-empty searchTerm');
});

const sent = (server: Server, method: string) =>
  server.lines.findLast(({ from, message }) => from === 'client' && message.method === method)?.message.id;

test('a stream reports what it has found before its reply, with the id of the request', async () => {
  await using s = await session([{ text: 'poem one' }]);
  await s.turn('a');
  const { threadId, server } = s;
  const reply = await server.request<ThreadSearchResponse>('thread/search/stream', { searchTerm: ' POEM ' });
  expect(reply.data.map(({ snippet }) => snippet)).toEqual(['poem one']);
  const requestId = sent(server, 'thread/search/stream');
  const partials = received(server).filter(({ method }) => method === 'thread/search/partial');
  const [params] = partials.map((message) => message.params as ThreadSearchPartialNotification);
  expect(params).toMatchObject({ requestId, data: [{ thread: { id: threadId }, snippet: 'poem one' }] });
  expect(partials).toHaveLength(1);
  const messages = server.lines.map(({ message }) => message);
  expect(messages.indexOf(partials[0] as Message)).toBeLessThan(
    messages.findIndex((m) => m.id === requestId && 'result' in m),
  );
});

test('the term of a stream has a largest length; without a term it is refused', async () => {
  await using s = await session([]);
  const stream = (searchTerm: string) => s.server.refused('thread/search/stream', { searchTerm });
  expect(await stream('\u00fc'.repeat(32_769))).toMatchObject({
    code: -32602,
    message: 'thread/search/stream searchTerm exceeds 65536 UTF-8 bytes',
  });
  expect((await stream(' ')).message).toBe('thread/search requires a non-empty searchTerm');
});

test.each(['thread/search', 'thread/search/stream'])('%s can be cancelled, by its own method alone', async (method) => {
  await using s = await session();
  await s.turn('first');
  const { server } = s;
  const other = method === 'thread/search' ? 'thread/search/stream' : 'thread/search';
  const search = server.call(method, { searchTerm: 'poet' });
  const requestId = sent(server, method);
  // The search cannot have ended yet: the requests after it are in the same piece of input, and it reads files.
  expect(
    await Promise.all([server.call(`${other}/cancel`, { requestId }), server.call(`${method}/cancel`, { requestId })]),
  ).toMatchObject([{ result: {} }, { result: {} }]);
  const reply: Message = await search;
  // When the search was quicker, its result counts.
  if ('result' in reply) expect(reply.result).toMatchObject({ data: [{}] });
  else
    expect(reply.error).toMatchObject({
      code: -32600,
      message: 'thread search cancelled',
      data: { code: 'request_cancelled' },
    });
  expect(await server.request(`${method}/cancel`, { requestId })).toEqual({});
  expect(await server.request(`${method}/cancel`, { requestId: 'unknown' })).toEqual({});
});

const LIKE = 'Roses, the poet said.\n  The\t poet and POET.';

test('each place in the messages of a thread is found, oldest first, in pages', async () => {
  await using s = await session([{ text: LIKE }, { text: 'nothing' }]);
  const first = await s.turn('tell me of the poet');
  const second = await s.turn('the poet again');
  const { threadId, server } = s;
  const occurrences = (params: object) =>
    server.request<ThreadSearchOccurrencesResponse>('thread/searchOccurrences', { threadId, ...params });
  const all = await occurrences({ searchTerm: 'The  Poet' });
  const line = 'Roses, the poet said. The poet and POET.';
  expect(all.data.map(({ turnId, snippet, snippetMatchRange }) => [turnId, snippet, snippetMatchRange])).toEqual([
    [first.id, 'tell me of the poet', { start: 11, end: 19 }],
    [first.id, line, { start: 7, end: 15 }],
    [first.id, line, { start: 22, end: 30 }],
    [second.id, 'the poet again', { start: 0, end: 8 }],
  ]);
  expect(all.nextCursor).toBeNull();
  const paged: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: ThreadSearchOccurrencesResponse = await occurrences({ searchTerm: 'The  Poet', limit: 1, cursor });
    paged.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all.data);
  const { data } = await server.request<{ data: { id: string }[] }>('thread/turns/list', {
    threadId,
    limit: 1,
    cursor: all.data[0]?.turnCursor,
  });
  expect(data[0]?.id).toBe(first.id);
});

test('the text around a place is cut between characters, and the range is counted in code units', async () => {
  const many = '\u{1f600}'.repeat(100);
  await using s = await session([{ text: `${many}needle${many}` }]);
  await s.turn('go');
  const { data } = await s.server.request<ThreadSearchOccurrencesResponse>('thread/searchOccurrences', {
    threadId: s.threadId,
    searchTerm: 'NEEDLE',
  });
  const [{ snippet, snippetMatchRange: range } = { snippet: '', snippetMatchRange: { start: 0, end: 0 } }] = data;
  expect(snippet.slice(range.start, range.end)).toBe('needle');
  expect(snippet).toBe(`... ${'\u{1f600}'.repeat(49)}needle${'\u{1f600}'.repeat(96)} ...`);
});

test('places of what was taken back are not found; bad cursors and empty terms are refused', async () => {
  await using s = await session([{ text: 'apples (red)' }, { text: 'pears' }]);
  await s.turn('first');
  const { id } = await s.turn('second');
  const { threadId, server } = s;
  const occurrences = (params: object) =>
    server.request<ThreadSearchOccurrencesResponse>('thread/searchOccurrences', { threadId, ...params });
  expect((await occurrences({ searchTerm: '(RED)' })).data).toHaveLength(1);
  expect((await occurrences({ searchTerm: 'pears' })).data).toHaveLength(1);
  await server.request('thread/revert', { threadId, beforeTurnId: id });
  expect((await occurrences({ searchTerm: 'pears' })).data).toEqual([]);
  const refused = async (params: object) =>
    (await server.refused('thread/searchOccurrences', { threadId, searchTerm: 'a', ...params })).message;
  const { nextCursor } = await occurrences({ searchTerm: 'e', limit: 1 });
  expect(await refused({ searchTerm: '\n' })).toBe('thread/searchOccurrences requires a non-empty searchTerm');
  for (const cursor of ['garbage', '{}', nextCursor])
    expect(await refused({ cursor })).toBe(`invalid cursor: ${cursor}`);
});
