import { expect, test } from 'vitest';
import { received, threadSession } from './session.js';

interface Row {
  readonly id: string;
  readonly preview: string;
  readonly name: string | null;
}

const texts = (...all: string[]) => all.map((text) => ({ text }));

/** A server with three threads, the first of which is that of the session. */
async function threeThreads() {
  const s = await threadSession({ replies: texts('one', 'two', 'three') });
  const ids = [s.threadId];
  await s.turn('apples');
  for (const text of ['pears', 'plums']) {
    const { thread } = await s.server.request<{ thread: Row }>('thread/start', {});
    ids.push(thread.id);
    await s.start(text, { threadId: thread.id });
    await s.server.until('its end', () => received(s.server).some((m) => ended(m, thread.id)));
  }
  const list = (params: object = {}) =>
    s.server.request<{ data: Row[]; nextCursor: string | null }>('thread/list', params);
  return { ...s, ids, list, [Symbol.asyncDispose]: () => s[Symbol.asyncDispose]() };
}

const ended = ({ method, params }: { method?: string; params?: unknown }, threadId: string): boolean =>
  method === 'turn/completed' && (params as { threadId: string }).threadId === threadId;

const previews = ({ data }: { data: Row[] }): string[] => data.map(({ preview }) => preview);

test.each<[string, (ids: string[]) => object, string[]]>([
  ['all, newest first', () => ({}), ['plums', 'pears', 'apples']],
  ['oldest first', () => ({ sortDirection: 'asc' }), ['apples', 'pears', 'plums']],
  ['one at a time for the limit 0', () => ({ limit: 0 }), ['plums']],
  ['those with a word', () => ({ searchTerm: 'pear' }), ['pears']],
  ['no other case', () => ({ searchTerm: 'Pear' }), []],
  ['those of a provider', () => ({ modelProviders: ['mock'] }), ['plums', 'pears', 'apples']],
  ['those of another provider', () => ({ modelProviders: ['openai'] }), []],
  ['all providers for an empty list', () => ({ modelProviders: [] }), ['plums', 'pears', 'apples']],
  ['kinds of programs', () => ({ sourceKinds: ['exec'] }), []],
  ['another folder', () => ({ cwd: '/nowhere' }), []],
  ['all but some', ([first]) => ({ excludedThreadIds: [first] }), ['plums', 'pears']],
  ['only some', ([first]) => ({ includedThreadIds: [first] }), ['apples']],
  ['the archive', () => ({ archived: true }), []],
])('thread/list gives %s', async (_, params, expected) => {
  await using s = await threeThreads();
  expect(previews(await s.list(params(s.ids)))).toEqual(expected);
});

test('pages of thread/list follow each other without a gap', async () => {
  await using s = await threeThreads();
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await s.list({ limit: 1, cursor });
    seen.push(...previews(page));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['plums', 'pears', 'apples']);
});

test('a thread is archived, refused, read there, and taken out again', async () => {
  await using s = await threeThreads();
  const [threadId = ''] = s.ids;
  await s.server.request('thread/archive', { threadId });
  await s.server.until('thread/archived', () => received(s.server).some(({ method }) => method === 'thread/archived'));
  expect(previews(await s.list({ archived: true }))).toEqual(['apples']);
  const refusal = await s.server.refused('thread/resume', { threadId });
  expect(refusal.message).toMatch(/^session .* is archived\. Run `codex unarchive .*` to unarchive it first\.$/);
  const read = { threadId, includeTurns: true };
  expect(await s.server.request('thread/read', read)).toMatchObject({ thread: { turns: [{ items: [{}, {}] }] } });
  const back = await s.server.request('thread/unarchive', { threadId });
  expect(back).toMatchObject({ thread: { id: threadId, status: { type: 'notLoaded' } } });
  expect((await s.list({ archived: true })).data).toEqual([]);
  expect(await s.server.request('thread/resume', { threadId })).toMatchObject({ thread: { preview: 'apples' } });
  const twice = await s.server.refused('thread/unarchive', { threadId });
  expect(twice.message).toBe(`no archived rollout found for thread id ${threadId}`);
});

test('a thread is named, which all see, and keeps its name', async () => {
  await using s = await threeThreads();
  const [threadId = ''] = s.ids;
  expect((await s.server.refused('thread/name/set', { threadId, name: ' ' })).message).toBe(
    'thread name must not be empty',
  );
  await s.server.request('thread/name/set', { threadId, name: ' Fruit ' });
  const told = received(s.server).find(({ method }) => method === 'thread/name/updated');
  expect(told?.params).toEqual({ threadId, threadName: 'Fruit' });
  expect((await s.list({ searchTerm: 'Fruit' })).data).toMatchObject([{ id: threadId, name: 'Fruit' }]);
  expect(await s.server.request('thread/read', { threadId })).toMatchObject({ thread: { name: 'Fruit' } });
});

test('a thread is deleted for good', async () => {
  await using s = await threeThreads();
  const [threadId = ''] = s.ids;
  await s.server.request('thread/delete', { threadId });
  expect(previews(await s.list())).toEqual(['plums', 'pears']);
  expect((await s.server.refused('thread/read', { threadId })).message).toBe(`thread not loaded: ${threadId}`);
  expect((await s.server.refused('thread/delete', { threadId })).message).toBe(
    `no rollout found for thread id ${threadId}`,
  );
  expect(received(s.server).filter(({ method }) => method === 'thread/deleted')).toHaveLength(1);
});
