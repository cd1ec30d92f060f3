import { accessSync, chmodSync, constants, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { Piece } from '../../../src/workspace/search/listing.js';
import { until } from '../../support/until.js';
import { filesOf, listingOf, makeTree, write } from './trees.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it('has hidden files and what no rule ignores, and nothing of .git', async () => {
  await using tree = await makeTree({
    '.hidden': '',
    '.config/a': '',
    'node_modules/b': '',
    '.git/HEAD': '',
    'sub/.git': 'gitdir: ../elsewhere',
    'sub/c': '',
  });
  expect(await filesOf(listingOf(tree.path))).toEqual(['.config/a', '.hidden', 'node_modules/b', 'sub/c']);
});

it('links are entries, wherever they lead, and are not followed', async () => {
  await using tree = await makeTree({ 'folder/a': '' });
  symlinkSync('folder', join(tree.path, 'to-folder'));
  symlinkSync('.', join(tree.path, 'folder', 'round'));
  symlinkSync('folder/a', join(tree.path, 'to-file'));
  symlinkSync('nowhere', join(tree.path, 'broken'));
  expect(await filesOf(listingOf(tree.path))).toEqual(['broken', 'folder/a', 'folder/round', 'to-file', 'to-folder']);
  expect(await filesOf(listingOf(join(tree.path, 'to-folder')))).toEqual(['a', 'round']);
});

it('an .ignore has more to say than any .gitignore, and both count outside of repositories', async () => {
  await using tree = await makeTree({
    '.ignore': 'a\n',
    '.gitignore': '!a\nb\nd\n',
    a: '',
    b: '',
    'sub/.gitignore': '!a\n',
    'sub/.ignore': '!b\n',
    'sub/a': '',
    'sub/b': '',
    'sub/d': '',
  });
  const found = ['.gitignore', '.ignore', 'sub/.gitignore', 'sub/.ignore', 'sub/b'];
  expect(await filesOf(listingOf(tree.path))).toEqual(found);
  expect(await filesOf(listingOf(join(tree.path, 'sub')))).toEqual(['.gitignore', '.ignore', 'b']);
});

it('a root is looked into although rules above it ignore it', async () => {
  await using tree = await makeTree({
    '.gitignore': 'build\n*.log\n/[x]*\n',
    'build/a': '',
    'build/b.log': '',
    'build/build': '',
    '[x]y/z': '',
  });
  expect(await filesOf(listingOf(tree.path))).toEqual(['.gitignore', '[x]y/z']);
  expect(await filesOf(listingOf(join(tree.path, 'build')))).toEqual(['a']);
});

it('the .gitignore of a home folder does not reach into the repositories in it', async () => {
  await using tree = await makeTree({
    '.gitignore': '*\n',
    '.ignore': 'b\n',
    'repo/.git/HEAD': '',
    'repo/a': '',
    'repo/b': '',
  });
  expect(await filesOf(listingOf(join(tree.path, 'repo')))).toEqual(['a']);
});

it.each([
  ['[core]\n\texcludesFile = ~/mine # a comment\n', ['.gitconfig', 'b', 'mine']],
  ['[user]\n[CORE] excludesfile = "mine"\n', ['.gitconfig', 'b', 'mine']],
  ['[core "x"]\nexcludesFile = ~/mine\n', ['.gitconfig', 'a', 'mine']],
  ['[core]\nexcludesFile =\n', ['.gitconfig', 'a', 'b', 'mine']],
])('the user excludes with %j', async (config, found) => {
  await using tree = await makeTree({ a: '', b: '', mine: 'a\n', '.gitconfig': config, '.config/git/ignore': 'b\n' });
  const seen = await filesOf(listingOf(tree.path, tree.path));
  expect(seen.filter((path) => !path.startsWith('.config/'))).toEqual(found);
});

it('names may be anything; those that are no text are left out', async () => {
  await using tree = await makeTree({ 'a\nb': '', 'quote"\\': '', '\ufffd': '', '日本/é': '', ' ': '' });
  writeFileSync(Buffer.concat([Buffer.from(`${tree.path}/bad`), Buffer.from([0xff])]), '');
  mkdirSync(Buffer.concat([Buffer.from(`${tree.path}/folder`), Buffer.from([0xfe])]));
  expect(await filesOf(listingOf(tree.path))).toEqual([' ', 'a\nb', 'quote"\\', '日本/é', '\ufffd']);
});

it('a folder that may not be read has nothing', async () => {
  await using tree = await makeTree({ 'locked/a': '', b: '' });
  const locked = join(tree.path, 'locked');
  chmodSync(locked, 0);
  const found = canRead(locked) ? ['b', 'locked/a'] : ['b'];
  expect(await filesOf(listingOf(tree.path))).toEqual(found);
  chmodSync(locked, 0o700);
});

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

it('a root that is no folder has nothing, until it is one', async () => {
  await using tree = await makeTree({ file: '' });
  const listing = listingOf(join(tree.path, 'later'));
  expect(await filesOf(listingOf(join(tree.path, 'file')))).toEqual([]);
  expect(await filesOf(listing)).toEqual([]);
  write(tree.path, { 'later/a': '' });
  await until('the file to be found', async () => (await filesOf(listing)).includes('a'), 2000);
});

// Old and young: a folder that changed just before it was read is read again in any case.
it.each([0, 1_000_000])('sees what is made, moved, removed and ignored in between (%d)', async (age) => {
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + age);
  await using tree = await makeTree({ 'a/b/c': '', 'a/d': '' });
  const listing = listingOf(tree.path);
  const seen = (...expected: string[]) =>
    until(`${expected}`, async () => `${await filesOf(listing)}` === `${expected}`, 2000);
  await seen('a/b/c', 'a/d');
  write(tree.path, { 'a/b/new': '' });
  await seen('a/b/c', 'a/b/new', 'a/d');
  renameSync(join(tree.path, 'a/b'), join(tree.path, 'a/e'));
  await seen('a/d', 'a/e/c', 'a/e/new');
  write(tree.path, { '.ignore': 'new\n' });
  await seen('.ignore', 'a/d', 'a/e/c');
  write(tree.path, { '.ignore': 'c\n' });
  await seen('.ignore', 'a/d', 'a/e/new');
  rmSync(join(tree.path, 'a'), { recursive: true });
  await seen('.ignore');
});

it('an abandoned listing ends, and the next one finds everything', async () => {
  await using tree = await makeTree(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}/a`, ''])));
  let time = 0;
  // Each look at the clock finds the slice over.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    time += 100;
    return time;
  });
  const listing = listingOf(tree.path);
  const searcher = { stopped: false };
  const look = listing.folders(searcher);
  searcher.stopped = true;
  expect([...(await look)]).toEqual([]);
  clock.mockRestore();
  expect(await filesOf(listing)).toHaveLength(100);
});

it('while one looks, what is found comes in pieces, each folder once', async () => {
  await using tree = await makeTree({});
  for (let n = 0; n < 2000; n++) mkdirSync(join(tree.path, `${n % 40}`, `${n}`), { recursive: true });
  const listing = listingOf(tree.path);
  const pieces: Piece[] = [];
  for await (const piece of listing.pieces({ stopped: false }, 0)) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.map(({ last }) => last)).toEqual(pieces.map((_, n) => n === pieces.length - 1));
  const found = pieces.flatMap(({ folders }) => [...folders].flatMap((folder) => folder.folders));
  expect(new Set(found).size).toBe(2040);
  expect(found).toHaveLength(2040);
});

it('pieces end when the search is stopped', async () => {
  await using tree = await makeTree({ 'a/b': '' });
  const searcher = { stopped: true };
  const pieces: Piece[] = [];
  for await (const piece of listingOf(tree.path).pieces(searcher, 0)) pieces.push(piece);
  expect(pieces.map(({ last }) => last)).toEqual([true]);
});
