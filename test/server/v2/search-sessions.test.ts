import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FuzzyFileSearchSessionUpdatedNotification } from '../../../generated-types/v2/index.js';
import type { Server } from '../../support/server.js';
import { startServer } from '../../support/server.js';
import { initialized } from './client-commands.js';
import { INITIALIZE, received } from './session.js';

const UPDATED = 'fuzzyFileSearch/sessionUpdated';
const COMPLETED = 'fuzzyFileSearch/sessionCompleted';

const session = (server: Server, what: 'Start' | 'Update' | 'Stop', params: object) =>
  server.request(`fuzzyFileSearch/session${what}`, params);

const updates = (server: Server): FuzzyFileSearchSessionUpdatedNotification[] =>
  received(server).flatMap(({ method, params }) =>
    method === UPDATED ? [params as FuzzyFileSearchSessionUpdatedNotification] : [],
  );

/** Waits for the answer to a query, with its end. */
const answered = (server: Server, sessionId: string, query: string) =>
  server.until(`the answer to ${query}`, () => {
    const all = received(server);
    const at = all.findIndex(
      ({ method, params }) =>
        method === UPDATED &&
        (params as { sessionId: string; query: string }).sessionId === sessionId &&
        (params as { query: string }).query === query,
    );
    const ended = all.findIndex(({ method }, i) => i > at && method === COMPLETED);
    return at >= 0 && ended >= 0 ? (all[at]?.params as FuzzyFileSearchSessionUpdatedNotification) : undefined;
  });

it('each query of a session is answered, then the end is told', async () => {
  await using server = await initialized();
  mkdirSync(join(server.work, 'beds'));
  for (const name of ['beds/roses.md', 'beds/tulips.md', 'notes.txt']) writeFileSync(join(server.work, name), '');
  expect(await session(server, 'Start', { sessionId: 's', roots: [server.work] })).toEqual({});
  expect(await answered(server, 's', '')).toEqual({ sessionId: 's', query: '', files: [] });
  expect(await session(server, 'Update', { sessionId: 's', query: 'rose' })).toEqual({});
  expect(await answered(server, 's', 'rose')).toMatchObject({
    files: [
      { root: server.work, path: 'beds/roses.md', match_type: 'file', file_name: 'roses.md', indices: [5, 6, 7, 8] },
    ],
  });
  await session(server, 'Update', { sessionId: 's', query: 'md' });
  expect((await answered(server, 's', 'md')).files.map(({ path }) => path)).toEqual([
    'beds/roses.md',
    'beds/tulips.md',
  ]);
  await session(server, 'Update', { sessionId: 's', query: 'zzz' });
  expect((await answered(server, 's', 'zzz')).files).toEqual([]);
  const methods = received(server).map(({ method }) => method);
  expect(methods).toEqual(Array.from({ length: 4 }, () => [UPDATED, COMPLETED]).flat());
});

it('folders are found too, and names come before what is in a folder of that name', async () => {
  await using server = await initialized();
  for (const folder of ['beds/roses/red', 'old-roses', 'ignored/roses'])
    mkdirSync(join(server.work, folder), { recursive: true });
  const files = ['beds/roses/a.txt', 'roses.md', 'beds/red/roses', '.gitignore'];
  mkdirSync(join(server.work, 'beds/red'));
  for (const name of files) writeFileSync(join(server.work, name), name === '.gitignore' ? 'ignored\n' : '');
  await session(server, 'Start', { sessionId: 's', roots: [server.work] });
  await session(server, 'Update', { sessionId: 's', query: 'roses' });
  const found = (await answered(server, 's', 'roses')).files;
  expect(found.map(({ path, match_type, file_name }) => [path, match_type, file_name])).toEqual([
    ['beds/red/roses', 'file', 'roses'],
    ['beds/roses', 'directory', 'roses'],
    ['roses.md', 'file', 'roses.md'],
    ['beds/roses/a.txt', 'file', 'a.txt'],
    ['beds/roses/red', 'directory', 'red'],
    ['old-roses', 'directory', 'old-roses'],
  ]);
  expect(found[1]?.indices).toEqual([5, 6, 7, 8, 9]);
  // A search without a session finds files alone.
  const { files: plain } = await server.request<{ files: { path: string }[] }>('fuzzyFileSearch', {
    query: 'roses',
    roots: [server.work],
    cancellationToken: null,
  });
  expect(plain.map(({ path }) => path).sort()).toEqual(['beds/red/roses', 'beds/roses/a.txt', 'roses.md']);
});

it('only the last of several queries is answered, and none of a session that was stopped', async () => {
  await using server = await initialized();
  writeFileSync(join(server.work, 'roses.md'), '');
  await session(server, 'Start', { sessionId: 's', roots: [server.work] });
  await session(server, 'Start', { sessionId: 'stopped', roots: [server.work] });
  const letters = 'roses.md'.split('').map((_, i) => 'roses.md'.slice(0, i + 1));
  const replies = letters.map((query) => session(server, 'Update', { sessionId: 's', query }));
  replies.push(session(server, 'Update', { sessionId: 'stopped', query: 'roses' }));
  replies.push(session(server, 'Stop', { sessionId: 'stopped' }));
  await Promise.all(replies);
  expect((await answered(server, 's', 'roses.md')).files).toHaveLength(1);
  await session(server, 'Update', { sessionId: 's', query: 'later' });
  await answered(server, 's', 'later');
  expect(updates(server).filter(({ sessionId, query }) => sessionId === 'stopped' && query !== '')).toEqual([]);
  const asked = updates(server).flatMap(({ sessionId, query }) => (sessionId === 's' ? [query] : []));
  expect(asked.slice(-2)).toEqual(['roses.md', 'later']);
});

it('a session that is started again has other roots', async () => {
  await using server = await initialized();
  mkdirSync(join(server.work, 'sub'));
  for (const name of ['a.txt', 'sub/b.txt']) writeFileSync(join(server.work, name), '');
  await session(server, 'Start', { sessionId: 's', roots: [server.work] });
  await session(server, 'Start', { sessionId: 's', roots: ['sub'] });
  await session(server, 'Update', { sessionId: 's', query: 'txt' });
  expect(await answered(server, 's', 'txt')).toMatchObject({ files: [{ root: 'sub', path: 'b.txt' }] });
});

it('each refusal has its text', async () => {
  await using server = await initialized();
  const refused = async (what: string, params: object) =>
    (await server.refused(`fuzzyFileSearch/session${what}`, params)).message;
  expect(await refused('Start', { sessionId: '', roots: ['/'] })).toBe('sessionId must not be empty');
  expect(await refused('Start', { sessionId: 's', roots: [] })).toBe(
    'failed to start fuzzy file search session: at least one search directory is required',
  );
  expect(await refused('Update', { sessionId: 's', query: 'a' })).toBe('fuzzy file search session not found: s');
  expect(await session(server, 'Stop', { sessionId: 's' })).toEqual({});
  await using other = await startServer();
  await other.request('initialize', { ...INITIALIZE, capabilities: { experimentalApi: false } });
  expect((await other.refused('fuzzyFileSearch/sessionStop', { sessionId: 's' })).message).toBe(
    'fuzzyFileSearch/sessionStop requires experimentalApi capability',
  );
});
