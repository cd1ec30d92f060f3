import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ThreadSearchResponse } from '../../../generated-types/v2/index.js';
import type { ReplyError } from '../../support/server.js';
import { type Started, threadSession } from './session.js';

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
