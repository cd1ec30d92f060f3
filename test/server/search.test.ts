import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kindOf } from '../support/exchange.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';
import { until } from '../support/until.js';

const FILES = 100_000;
let big: Scratch;

beforeAll(async () => {
  big = await scratchFolder('big');
  for (let folder = 0; folder < 100; folder++) {
    const path = join(big.path, `part${folder}`);
    mkdirSync(path);
    for (let file = 0; file < FILES / 100; file++) writeFileSync(join(path, `rose-${file}.md`), '');
  }
});

afterAll(() => big[Symbol.asyncDispose]());

interface Found {
  readonly root: string;
  readonly path: string;
  readonly file_name: string;
  readonly score: number;
  readonly indices: number[];
}

async function begin(): Promise<Server> {
  const server = await startServer();
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  return server;
}

const search = async (server: Server, query: string, roots: string[], cancellationToken?: string) =>
  (await server.request<{ files: Found[] }>('fuzzyFileSearch', { query, roots, cancellationToken })).files;

/** Ids of replies in the order in which they came. */
const replies = (server: Server) =>
  server.received((message) => kindOf(message) === 'reply').map((message) => message.id);

it('finds files in several roots, the best first, each root under the name that it was given', async () => {
  await using server = await begin();
  const { work } = server;
  for (const folder of ['a', 'b']) mkdirSync(join(work, folder));
  for (const name of ['a/main.rs', 'b/my-main.rs', 'b/other']) writeFileSync(join(work, name), '');
  const main = { file_name: 'main.rs', indices: [0, 1, 2, 3], path: 'main.rs', score: 114 };
  const mine = { file_name: 'my-main.rs', indices: [3, 4, 5, 6], path: 'my-main.rs', score: 104 };
  expect(await search(server, 'main', ['a/', join(work, 'b'), 'gone', 'a/main.rs', 'a'])).toEqual([
    { root: 'a/', ...main },
    { root: 'a', ...main },
    { root: join(work, 'b'), ...mine },
  ]);
  expect(await search(server, '', ['a'])).toEqual([]);
});

// C31
it('no roots, no files (C31)', async () => {
  await using server = await begin();
  expect(await search(server, 'main', [])).toEqual([]);
  await server.request('getUserAgent');
});

it('at most 50 files of a root, the same ones each time', async () => {
  await using server = await begin();
  const first = await search(server, 'rose', [big.path, join(big.path, 'part7')]);
  expect(first).toHaveLength(100);
  expect(first.map(({ score }) => score)).toEqual(first.map(({ score }) => score).sort((a, b) => b - a));
  expect(first.slice(0, 50).every(({ path }) => /^rose-\d\.md$|^rose-\d\d\.md$/.test(path))).toBe(true);
  expect(await search(server, 'rose', [big.path, join(big.path, 'part7')])).toEqual(first);
});

// C30
it('a search among 100,000 files delays no other request (C30)', async () => {
  await using server = await begin();
  const found = server.call('fuzzyFileSearch', { query: 'rose', roots: [big.path] }, 'search');
  const small = server.call('fuzzyFileSearch', { query: 'rose', roots: [server.work] }, 'small');
  await server.call('getUserAgent', undefined, 'agent');
  await Promise.all([found, small]);
  expect(replies(server).indexOf('agent')).toBeLessThan(replies(server).indexOf('search'));
  expect(replies(server).indexOf('small')).toBeLessThan(replies(server).indexOf('search'));
});

// C30
it('a search takes the place of the one with its token, and of no other (C30)', async () => {
  await using server = await begin();
  writeFileSync(join(server.work, 'rose.md'), '');
  const other = search(server, 'rose', [big.path], 'other');
  const unnamed = search(server, 'rose', [big.path]);
  const first = server.call('fuzzyFileSearch', { query: 'rose', roots: [big.path], cancellationToken: 't' }, 'first');
  const second = server.call('fuzzyFileSearch', { query: 'ro', roots: [big.path], cancellationToken: 't' }, 'second');
  const third = search(server, 'rose', [server.work], 't');
  expect((await first).result).toEqual({ files: [] });
  expect((await second).result).toEqual({ files: [] });
  expect(replies(server).slice(-2)).toEqual(['first', 'second']);
  expect((await third).map(({ path }) => path)).toEqual(['rose.md']);
  expect(await other).toHaveLength(50);
  expect(await unnamed).toHaveLength(50);
  expect(await search(server, 'rose', [server.work], 't')).toHaveLength(1);
});

it('a client that leaves ends its searches, and none has a false result', async () => {
  await using server = await begin();
  const search = server.call('fuzzyFileSearch', { query: 'rose', roots: [big.path, '/usr'] });
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect((await search).error).toMatchObject({ data: { code: 'shutting_down' } });
});

it('a file is found as soon as it is there', async () => {
  await using server = await begin();
  expect(await search(server, 'newest', [server.work])).toEqual([]);
  writeFileSync(join(server.work, 'newest.md'), '');
  await until('the file to be found', async () => (await search(server, 'newest', [server.work])).length === 1, 2000);
});

it("the user's ignore rules count", async () => {
  await using server = await begin();
  mkdirSync(join(server.home, '.config', 'git'), { recursive: true });
  writeFileSync(join(server.home, '.config', 'git', 'ignore'), '*~\n');
  for (const name of ['rose', 'rose~']) writeFileSync(join(server.work, name), '');
  expect((await search(server, 'rose', ['.'])).map(({ path }) => path)).toEqual(['rose']);
});
