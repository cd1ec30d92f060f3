import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileChanges, summary } from '../../../src/tools/apply-patch/changes.js';
import { scratchFolder } from '../../support/scratch.js';
import { failure, patch, plan, update } from './support.js';

/** What clients are told, with paths below the folder shortened to `$`. */
async function told(cwd: string, text: string): Promise<{ changes: unknown; stdout: string }> {
  const planned = await plan(cwd, text);
  const changes: unknown = JSON.parse(JSON.stringify(fileChanges(planned)).replaceAll(cwd, '$'));
  return { changes, stdout: summary(planned) };
}

const DONE = 'Success. Updated the following files:\n';

test('adding, changing and deleting', async () => {
  await using work = await scratchFolder('plan');
  await work.write('b.txt', 'one\ntwo\nthree\n');
  await work.write('gone.txt', 'old\n');
  const text = patch(
    '*** Delete File: gone.txt',
    '*** Update File: ./b.txt',
    '@@',
    ' one',
    '-two',
    '+TWO',
    '*** Add File: deep/er/new.txt',
    '+x',
  );
  expect(await told(work.path, text)).toEqual({
    changes: {
      '$/deep/er/new.txt': { add: { content: 'x\n' } },
      '$/b.txt': { update: { unified_diff: '@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n', move_path: null } },
      '$/gone.txt': { delete: { content: 'old\n' } },
    },
    stdout: `${DONE}A deep/er/new.txt\nM ./b.txt\nD gone.txt\n`,
  });
});

test('a move is told under its old path', async () => {
  await using work = await scratchFolder('plan');
  await work.write('a.txt', 'x\n');
  const text = patch('*** Update File: a.txt', '*** Move to: to/b.txt', '-x', '+y');
  expect(await told(work.path, text)).toEqual({
    changes: { '$/a.txt': { update: { unified_diff: '@@ -1 +1 @@\n-x\n+y\n', move_path: '$/to/b.txt' } } },
    stdout: `${DONE}M to/b.txt\n`,
  });
});

test('C121: the target of a move is resolved like its source', async () => {
  await using work = await scratchFolder('plan');
  await work.write('sub/a.txt', 'x\n');
  const planned = await plan(join(work.path, 'sub'), patch('*** Update File: a.txt', '*** Move to: b.txt', '-x', '+y'));
  expect(planned.changes).toMatchObject([{ movedTo: join(work.path, 'sub/b.txt') }]);
  expect(planned.paths).toEqual([join(work.path, 'sub/a.txt'), join(work.path, 'sub/b.txt')]);
});

test('C120: several hunks on one file see each other and are told as one change', async () => {
  await using work = await scratchFolder('plan');
  await work.write('f', 'a\n');
  const text = patch('*** Update File: f', '-a', '+b', '*** Update File: ./f', '-b', '+c');
  expect(await told(work.path, text)).toEqual({
    changes: { '$/f': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+c\n', move_path: null } } },
    stdout: `${DONE}M f\n`,
  });
});

test('C123: adding over an existing file is told as an update, and keeps its mode', async () => {
  await using work = await scratchFolder('plan');
  execFileSync('chmod', ['755', await work.write('f', 'a\n')]);
  const text = patch('*** Add File: f', '+b');
  expect(await told(work.path, text)).toEqual({
    changes: { '$/f': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+b\n', move_path: null } } },
    stdout: `${DONE}M f\n`,
  });
  expect((await plan(work.path, text)).files[0]?.after?.mode).toBe(0o755);
});

test('a move over an existing file tells of both, and plans with the old content', async () => {
  await using work = await scratchFolder('plan');
  await work.write('a', 'x\n');
  await work.write('b', 'old\n');
  const text = patch('*** Update File: a', '*** Move to: b', '-x', '+y');
  expect(await told(work.path, text)).toEqual({
    changes: {
      '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-x\n+y\n', move_path: '$/b' } },
      '$/b': { update: { unified_diff: '@@ -1 +1 @@\n-old\n+y\n', move_path: null } },
    },
    stdout: `${DONE}M b\n`,
  });
  const { files } = await plan(work.path, text);
  expect(files.find(({ written }) => written === 'b')?.before?.bytes.toString()).toBe('old\n');
});

test.each<[name: string, lines: string[], changes: unknown]>([
  [
    'add, then change',
    ['*** Add File: n', '+1', '*** Update File: n', '-1', '+2'],
    { '$/n': { add: { content: '2\n' } } },
  ],
  ['add, then delete', ['*** Add File: n', '+1', '*** Delete File: n'], {}],
  [
    'delete, then add',
    ['*** Delete File: a', '*** Add File: a', '+new'],
    { '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+new\n', move_path: null } } },
  ],
  [
    'add, then move',
    ['*** Add File: n', '+1', '*** Update File: n', '*** Move to: m', '-1', '+2'],
    { '$/m': { add: { content: '2\n' } } },
  ],
  [
    'move, then change',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Update File: n', '-1', '+2'],
    { '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+2\n', move_path: '$/n' } } },
  ],
  [
    'move twice',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Update File: n', '*** Move to: m', '-1', '+2'],
    { '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+2\n', move_path: '$/m' } } },
  ],
  [
    'move, then delete',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Delete File: n'],
    { '$/a': { delete: { content: 'a\n' } } },
  ],
  [
    'move there and back',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Update File: n', '*** Move to: a', '-1', '+2'],
    { '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+2\n', move_path: null } } },
  ],
  [
    'move, then add under the old name',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Add File: a', '+2'],
    {
      '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+2\n', move_path: null } },
      '$/n': { add: { content: '1\n' } },
    },
  ],
  [
    'move, add under the old name, move that',
    [
      ...['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Add File: a', '+2'],
      ...['*** Update File: a', '*** Move to: m', '-2', '+3'],
    ],
    {
      '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+1\n', move_path: '$/n' } },
      '$/m': { add: { content: '3\n' } },
    },
  ],
  [
    'two change names',
    [
      ...['*** Update File: a', '*** Move to: t', '-a', '+A', '*** Update File: b', '*** Move to: a', '-b', '+B'],
      ...['*** Update File: t', '*** Move to: b', ' A'],
    ],
    {
      '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+B\n', move_path: null } },
      '$/b': { update: { unified_diff: '@@ -1 +1 @@\n-b\n+A\n', move_path: null } },
    },
  ],
  ['a change of nothing', ['*** Update File: a', ' a'], { '$/a': { update: { unified_diff: '', move_path: null } } }],
  [
    'a move to the same name',
    ['*** Update File: a', '*** Move to: ./x/../a', '-a', '+b'],
    { '$/a': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+b\n', move_path: null } } },
  ],
])('hunks of one patch: %s', async (_, lines, changes) => {
  await using work = await scratchFolder('plan');
  await work.write('a', 'a\n');
  await work.write('b', 'b\n');
  expect((await told(work.path, patch(...lines))).changes).toEqual(changes);
});

test('a patch whose hunks cancel each other writes nothing and says so', async () => {
  await using work = await scratchFolder('plan');
  const planned = await plan(work.path, patch('*** Add File: n', '+1', '*** Delete File: n'));
  expect(planned.files).toEqual([]);
  expect(summary(planned)).toBe('No files were modified.\n');
});

test.each<[lines: string[], message: string]>([
  [['*** Update File: no', '-a'], 'Failed to read file to update $/no: No such file or directory (os error 2)'],
  [['*** Update File: a', '-zzz'], 'Failed to find expected lines in $/a:\nzzz'],
  [['*** Update File: a', '@@ def zzz():', '-a'], "Failed to find context 'def zzz():' in $/a"],
  [['*** Update File: sub', '-a'], 'Failed to read file to update $/sub: Is a directory (os error 21)'],
  [['*** Update File: pipe', '-a'], 'Failed to read file to update $/pipe: Not a regular file'],
  [
    ['*** Update File: loop', '-a'],
    `Failed to read file to update $/loop: Too many levels of symbolic links (os error ${constants.errno.ELOOP})`,
  ],
  [['*** Delete File: no'], 'Failed to read $/no: No such file or directory (os error 2)'],
  [['*** Delete File: sub'], 'Failed to read $/sub: Is a directory (os error 21)'],
  [['*** Delete File: nowhere'], 'Failed to read $/nowhere: No such file or directory (os error 2)'],
  [['*** Delete File: a', '*** Delete File: a'], 'Failed to delete file a: No such file or directory (os error 2)'],
  [
    ['*** Delete File: a', '*** Update File: a', '-a'],
    'Failed to read file to update $/a: No such file or directory (os error 2)',
  ],
  [['*** Add File: sub', '+x'], 'Failed to write file sub: Is a directory (os error 21)'],
  [['*** Update File: a', '*** Move to: sub', '-a', '+b'], 'Failed to write file sub: Is a directory (os error 21)'],
  [['*** Update File: a/x', '-a'], 'Failed to read file to update $/a/x: No such file or directory (os error 2)'],
  [[], 'empty patch'],
])('%j: %s', async (lines, message) => {
  await using work = await scratchFolder('plan');
  await work.write('a', 'a\n');
  await work.write('sub/f', 'f\n');
  execFileSync('mkfifo', [join(work.path, 'pipe')]);
  symlinkSync('loop', join(work.path, 'loop'));
  symlinkSync('missing', join(work.path, 'nowhere'));
  expect((await failure(plan(work.path, patch(...lines)))).replaceAll(work.path, '$')).toBe(message);
});

test('a path with a character that no file name has is refused like any other', async () => {
  await using work = await scratchFolder('plan');
  expect(await failure(plan(work.path, patch('*** Add File: a\0b', '+x')))).toMatch(/^Failed to write file a\0b: /);
});

test('paths are told with their dots resolved and checked with their links resolved', async () => {
  await using work = await scratchFolder('plan');
  await work.write('real/f', 'a\n');
  symlinkSync('real', join(work.path, 'link'));
  symlinkSync('../missing/new', join(work.path, 'real/dangling'));
  const seen: string[] = [];
  const text = patch(
    '*** Update File: link/x/../f',
    '-a',
    '+b',
    '*** Add File: link/deep/g',
    '+g',
    '*** Add File: link/dangling',
    '+h',
  );
  const planned = await plan(work.path, text, (path) => seen.push(path));
  const [real, missing] = [join(work.path, 'real'), join(work.path, 'missing/new')];
  expect(seen).toEqual([join(real, 'f'), join(real, 'deep/g'), missing]);
  expect(planned.paths).toEqual(seen);
  expect(planned.changes.map(({ path }) => path)).toEqual(
    ['link/f', 'link/deep/g', 'link/dangling'].map((name) => join(work.path, name)),
  );
});

test('the check may refuse, with an error of its own', async () => {
  await using work = await scratchFolder('plan');
  const check = () => {
    throw new RangeError('outside');
  };
  await expect(plan(work.path, patch('*** Add File: ../x', '+x'), check)).rejects.toThrow(RangeError);
});

test('two names of one file are one change', async () => {
  await using work = await scratchFolder('plan');
  await work.write('f', 'a\n');
  symlinkSync('f', join(work.path, 'link'));
  const text = patch('*** Update File: link', '-a', '+b', '*** Update File: f', '-b', '+c');
  expect((await told(work.path, text)).changes).toEqual({
    '$/link': { update: { unified_diff: '@@ -1 +1 @@\n-a\n+c\n', move_path: null } },
  });
});

test('contents that are not UTF-8 can be told of', async () => {
  await using work = await scratchFolder('plan');
  await work.write('f', Buffer.from('caf\xe9\nb\n', 'latin1'));
  await work.write('g', Buffer.from('\xff\n', 'latin1'));
  expect((await told(work.path, patch('*** Update File: f', '-b', '+c', '*** Delete File: g'))).changes).toEqual({
    '$/f': { update: { unified_diff: '@@ -1,2 +1,2 @@\n caf\ufffd\n-b\n+c\n', move_path: null } },
    '$/g': { delete: { content: '\ufffd\n' } },
  });
});

test('C135: a patch of several megabytes', async () => {
  await using work = await scratchFolder('plan');
  const lines = Array.from({ length: 100_000 }, (_, n) => `+line ${n} ${'x'.repeat(30)}`);
  const planned = await plan(work.path, patch('*** Add File: big', ...lines));
  expect(planned.files[0]?.after?.bytes.length).toBeGreaterThan(4_000_000);
});

test('planning writes nothing', async () => {
  await using work = await scratchFolder('plan');
  await work.write('f', 'a\n');
  await plan(work.path, patch('*** Update File: f', '-a', '+b', '*** Add File: x/y', '+y'));
  expect((await plan(work.path, update('f', '-a'))).files[0]?.before?.bytes.toString()).toBe('a\n');
});
