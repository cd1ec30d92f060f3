import { existsSync, mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileRequestKeys } from '../../src/store/files/request-keys.js';
import { scratchFolder } from '../support/scratch.js';

const HOUR_MS = 60 * 60 * 1000;
const MiB = 1024 * 1024;
const NOW = Date.now();

const folderOf = (home: string) => join(home, 'turnwire', 'request-keys');

/** A file as another process has left it. */
function leave(home: string, name: string, hoursAgo: number, bytes = 2): string {
  mkdirSync(folderOf(home), { recursive: true });
  const path = join(folderOf(home), name);
  writeFileSync(path, '{}');
  truncateSync(path, bytes);
  const at = (NOW - hoursAgo * HOUR_MS) / 1000;
  utimesSync(path, at, at);
  return path;
}

/** The files that are there after a new server has got its first key. */
function afterFirstKey(home: string): Set<string> {
  const keys = new FileRequestKeys(home, () => NOW);
  expect(keys.claim('mine', { hash: 'h', id: 'i' })).toBeUndefined();
  keys.close();
  return new Set(readdirSync(folderOf(home)));
}

test('a key is kept for a day', async () => {
  await using home = await scratchFolder('home');
  leave(home.path, 'younger.json', 23.9);
  leave(home.path, 'older.json', 24.1);
  const left = afterFirstKey(home.path);
  expect(left).toContain('younger.json');
  expect(left).not.toContain('older.json');
});

test('of too many files the oldest go', async () => {
  await using home = await scratchFolder('home');
  for (let n = 0; n < 10_003; n++) leave(home.path, `${n}.json`, 1 + n / 1000);
  const left = afterFirstKey(home.path);
  expect(left.size).toBe(10_001);
  expect(left).toContain('9999.json');
  for (let n = 10_000; n < 10_003; n++) expect(left).not.toContain(`${n}.json`);
});

test('of files with too many bytes the oldest go', async () => {
  await using home = await scratchFolder('home');
  for (const [n, hoursAgo] of [3, 1, 2].entries()) leave(home.path, `${n}.json`, hoursAgo, 100 * MiB);
  const left = afterFirstKey(home.path);
  expect(left).toContain('1.json');
  expect(left).toContain('2.json');
  expect(left).not.toContain('0.json');
});

test('a server that runs for long looks through the folder again', async () => {
  await using home = await scratchFolder('home');
  let now = NOW - 25 * HOUR_MS;
  const keys = new FileRequestKeys(home.path, () => now);
  keys.claim('first', { hash: 'h', id: 'i' });
  const old = leave(home.path, 'old.json', 24.5);
  now = NOW;
  for (let n = 0; n < 1001; n++) keys.claim(`key ${n}`, { hash: 'h', id: 'i' });
  expect(existsSync(old)).toBe(false);
  keys.close();
});

test('a result of more than 4 MiB is not kept, and its key is not free either', async () => {
  await using home = await scratchFolder('home');
  const keys = new FileRequestKeys(home.path, () => NOW);
  for (const [key, length] of [
    ['small', 3 * MiB],
    ['large', 5 * MiB],
  ] as const) {
    keys.claim(key, { hash: 'h', id: 'i' });
    keys.done(key, 'x'.repeat(length));
  }
  keys.close();
  const later = new FileRequestKeys(home.path, () => NOW);
  const other = { hash: 'h', id: 'other' };
  expect(later.claim('small', other)).toMatchObject({ id: 'i', result: { value: 'x'.repeat(3 * MiB) } });
  expect(later.claim('large', other)).toMatchObject({ id: 'i', result: null, isRunning: false });
});

test('a file that cannot be read counts as none', async () => {
  await using home = await scratchFolder('home');
  const keys = new FileRequestKeys(home.path, () => NOW);
  keys.claim('mine', { hash: 'h', id: 'i' });
  const [name = ''] = readdirSync(folderOf(home.path));
  writeFileSync(join(folderOf(home.path), name), 'torn {');
  expect(keys.claim('mine', { hash: 'h', id: 'again' })).toBeUndefined();
  keys.close();
});
