import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { RolloutList } from '../../src/store/files/list.js';
import { scratchFolder } from '../support/scratch.js';
import { context, idOf, meta, pathOf, put, said, text } from './rollouts.js';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, openSync: vi.fn(real.openSync), readdirSync: vi.fn(real.readdirSync) };
});

const saying = (n: number, words: string) => [meta(idOf(n)), context(), ...said(words)];

/** A home whose list was read when nothing in it had changed for a while, so that it is kept. */
async function scene() {
  const home = await scratchFolder('kept');
  const list = new RolloutList(join(home.path, 'sessions'));
  const path = (n: number, revision = '') => pathOf(home.path, `2025-01-0${n}T00-00-00`, `${idOf(n)}${revision}`);
  const previews = async () => (await list.page(9, undefined)).items.map(({ preview }) => preview);
  for (const n of [1, 2, 3]) await put(path(n), saying(n, `says ${n}`));
  await put(path(4), [meta(idOf(4)), context()]);
  const sessions = join(home.path, 'sessions');
  const all = [sessions, ...fs.readdirSync(sessions, { recursive: true }).map((name) => join(sessions, String(name)))];
  await expect.poll(() => all.every((one) => Date.now() - fs.statSync(one).ctimeMs > 150)).toBe(true);
  expect(await previews()).toEqual(['says 3', 'says 2', 'says 1']);
  return {
    home,
    list,
    path,
    previews,
    put: (n: number, words: string, revision?: string) => put(path(n, revision), saying(n, words)),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

const reads = () => vi.mocked(fs.openSync).mock.calls.length + vi.mocked(fs.readdirSync).mock.calls.length;

test('what has not changed is not read again, by whatever list', async () => {
  await using s = await scene();
  const before = reads();
  expect(await s.previews()).toEqual(['says 3', 'says 2', 'says 1']);
  const ids = async (options: object) => (await s.list.page(9, undefined, options)).items.map((row) => row.preview);
  expect(await ids({ direction: 'asc' })).toEqual(['says 1', 'says 2', 'says 3']);
  expect(await ids({ sortKey: 'updated' })).toHaveLength(3);
  expect(reads()).toBe(before);
});

test('files that another process adds, removes, moves or names anew between two pages are seen', async () => {
  await using s = await scene();
  const { nextCursor } = await s.list.page(1, undefined);
  await s.put(2, 'says it later', `_${idOf(9)}`);
  expect((await s.list.page(1, nextCursor)).items[0]?.preview).toBe('says it later');
  fs.rmSync(s.path(3));
  expect(await s.previews()).toEqual(['says it later', 'says 1']);
  fs.mkdirSync(join(s.home.path, 'archived_sessions'));
  fs.renameSync(s.path(1), join(s.home.path, 'archived_sessions', basename(s.path(1))));
  expect(await s.previews()).toEqual(['says it later']);
  const archived = await s.list.page(9, undefined, { archived: true });
  expect(archived.items.map(({ preview }) => preview)).toEqual(['says 1']);
  await s.put(5, 'says 5');
  fs.renameSync(dirname(s.path(2)), join(dirname(dirname(s.path(2))), 'no-day'));
  expect(await s.previews()).toEqual(['says 5']);
});

test('a folder whose time was set back is read again', async () => {
  await using s = await scene();
  const day = dirname(s.path(3));
  const { atime, mtime } = fs.statSync(day);
  fs.renameSync(s.path(3), join(day, 'other.jsonl'));
  fs.utimesSync(day, atime, mtime);
  expect(await s.previews()).toEqual(['says 2', 'says 1']);
});

test('a file that another process continues, replaces or writes anew is read again', async () => {
  await using s = await scene();
  fs.appendFileSync(s.path(4), text(said('says 4')));
  fs.writeFileSync(s.path(3), text(saying(3, 'SAYS 3'))); // the same size
  const draft = await put(join(s.home.path, 'draft'), saying(2, 'SAYS 2'));
  const { atime, mtime } = fs.statSync(s.path(2));
  fs.utimesSync(draft, atime, mtime);
  fs.renameSync(draft, s.path(2));
  expect(await s.previews()).toEqual(['says 4', 'SAYS 3', 'SAYS 2', 'says 1']);
});

test('what changes twice at nearly the same time is not kept', async () => {
  await using s = await scene();
  for (let n = 0; n < 20; n++) {
    fs.writeFileSync(s.path(3), text(saying(3, `says ${10 + n}`)));
    expect((await s.previews())[0]).toBe(`says ${10 + n}`);
    const other = join(dirname(s.path(3)), `other-${n % 2}.jsonl`);
    fs.renameSync(s.path(3), other);
    expect((await s.previews())[0]).toBe('says 2');
    fs.renameSync(other, s.path(3));
    expect((await s.previews())[0]).toBe(`says ${10 + n}`);
  }
});

test('a list that hides a conversation does not hide it from the next one', async () => {
  await using s = await scene();
  const ofTools = { sources: ['exec'] as const };
  await put(s.path(5), [meta(idOf(5), { source: 'exec' }), context(), ...said('by a program')]);
  await expect.poll(() => Date.now() - fs.statSync(s.path(5)).ctimeMs > 150).toBe(true);
  for (let n = 0; n < 2; n++) {
    expect(await s.previews()).toEqual(['says 3', 'says 2', 'says 1']);
    const { items } = await s.list.page(9, undefined, ofTools);
    expect(items.map(({ preview }) => preview)).toEqual(['by a program']);
  }
});
