import { execFileSync } from 'node:child_process';
import { linkSync, symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileChanges, summary } from '../../../src/tools/apply-patch/changes.js';
import { disk } from '../../../src/tools/apply-patch/files/disk.js';
import { parsePatch } from '../../../src/tools/apply-patch/parse.js';
import { planPatch } from '../../../src/tools/apply-patch/plan.js';
import { scratchFolder } from '../../support/scratch.js';
import { failure, patch, plan, update } from './support.js';

/** What clients are shown, with paths below the folder shortened to `$`. */
async function shownBy(cwd: string, text: string): Promise<{ changes: unknown; stdout: string }> {
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
  expect(await shownBy(work.path, text)).toEqual({
    changes: {
      '$/deep/er/new.txt': { type: 'add', content: 'x\n' },
      '$/b.txt': { type: 'update', unifiedDiff: '@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n', movePath: null },
      '$/gone.txt': { type: 'delete', content: 'old\n' },
    },
    stdout: `${DONE}A deep/er/new.txt\nM ./b.txt\nD gone.txt\n`,
  });
});

test('a move is shown under its old path', async () => {
  await using work = await scratchFolder('plan');
  await work.write('a.txt', 'x\n');
  const text = patch('*** Update File: a.txt', '*** Move to: to/b.txt', '-x', '+y');
  expect(await shownBy(work.path, text)).toEqual({
    changes: { '$/a.txt': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-x\n+y\n', movePath: '$/to/b.txt' } },
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

test('C120: several hunks on one file see each other and are shown as one change', async () => {
  await using work = await scratchFolder('plan');
  await work.write('f', 'a\n');
  const text = patch('*** Update File: f', '-a', '+b', '*** Update File: ./f', '-b', '+c');
  expect(await shownBy(work.path, text)).toEqual({
    changes: { '$/f': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+c\n', movePath: null } },
    stdout: `${DONE}M f\n`,
  });
});

test('C123: adding over an existing file is shown as an update, and keeps its mode', async () => {
  await using work = await scratchFolder('plan');
  execFileSync('chmod', ['755', await work.write('f', 'a\n')]);
  const text = patch('*** Add File: f', '+b');
  expect(await shownBy(work.path, text)).toEqual({
    changes: { '$/f': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+b\n', movePath: null } },
    stdout: `${DONE}M f\n`,
  });
  expect((await plan(work.path, text)).files[0]?.after?.mode).toBe(0o755);
});

test('a move over an existing file tells of both, and plans with the old content', async () => {
  await using work = await scratchFolder('plan');
  await work.write('a', 'x\n');
  await work.write('b', 'old\n');
  const text = patch('*** Update File: a', '*** Move to: b', '-x', '+y');
  expect(await shownBy(work.path, text)).toEqual({
    changes: {
      '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-x\n+y\n', movePath: '$/b' },
      '$/b': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-old\n+y\n', movePath: null },
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
    { '$/n': { type: 'add', content: '2\n' } },
  ],
  ['add, then delete', ['*** Add File: n', '+1', '*** Delete File: n'], {}],
  [
    'delete, then add',
    ['*** Delete File: a', '*** Add File: a', '+new'],
    { '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+new\n', movePath: null } },
  ],
  [
    'add, then move',
    ['*** Add File: n', '+1', '*** Update File: n', '*** Move to: m', '-1', '+2'],
    { '$/m': { type: 'add', content: '2\n' } },
  ],
  [
    'move, then change',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Update File: n', '-1', '+2'],
    { '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+2\n', movePath: '$/n' } },
  ],
  [
    'move twice',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Update File: n', '*** Move to: m', '-1', '+2'],
    { '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+2\n', movePath: '$/m' } },
  ],
  [
    'move, then delete',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Delete File: n'],
    { '$/a': { type: 'delete', content: 'a\n' } },
  ],
  [
    'move there and back',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Update File: n', '*** Move to: a', '-1', '+2'],
    { '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+2\n', movePath: null } },
  ],
  [
    'move, then add under the old name',
    ['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Add File: a', '+2'],
    {
      '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+2\n', movePath: null },
      '$/n': { type: 'add', content: '1\n' },
    },
  ],
  [
    'move, add under the old name, move that',
    [
      ...['*** Update File: a', '*** Move to: n', '-a', '+1', '*** Add File: a', '+2'],
      ...['*** Update File: a', '*** Move to: m', '-2', '+3'],
    ],
    {
      '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+1\n', movePath: '$/n' },
      '$/m': { type: 'add', content: '3\n' },
    },
  ],
  [
    'two change names',
    [
      ...['*** Update File: a', '*** Move to: t', '-a', '+A', '*** Update File: b', '*** Move to: a', '-b', '+B'],
      ...['*** Update File: t', '*** Move to: b', ' A'],
    ],
    {
      '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+B\n', movePath: null },
      '$/b': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-b\n+A\n', movePath: null },
    },
  ],
  ['a change of nothing', ['*** Update File: a', ' a'], { '$/a': { type: 'update', unifiedDiff: '', movePath: null } }],
  [
    'a move to the same name',
    ['*** Update File: a', '*** Move to: ./x/../a', '-a', '+b'],
    { '$/a': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+b\n', movePath: null } },
  ],
])('hunks of one patch: %s', async (_, lines, changes) => {
  await using work = await scratchFolder('plan');
  await work.write('a', 'a\n');
  await work.write('b', 'b\n');
  expect((await shownBy(work.path, patch(...lines))).changes).toEqual(changes);
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

test('C240: paths are shown without dots and links, and below the folder as the client spells it', async () => {
  await using work = await scratchFolder('plan');
  await work.write('real/f', 'a\n');
  symlinkSync('real', join(work.path, 'link'));
  symlinkSync('../missing/new', join(work.path, 'real/dangling'));
  const text = patch(
    '*** Update File: ./x/../f',
    '-a',
    '+b',
    '*** Add File: deep/g',
    '+g',
    '*** Add File: dangling',
    '+h',
  );
  const planned = await plan(join(work.path, 'link'), text);
  const paths = ['real/f', 'real/deep/g', 'missing/new'].map((name) => join(work.path, name));
  expect(planned.paths).toEqual(paths);
  const shown = ['link/f', 'link/deep/g', 'missing/new'].map((name) => join(work.path, name));
  expect(planned.changes.map(({ path }) => path)).toEqual(shown);
});

describe('C240: what is shown is what happens', () => {
  const edit = ['-a', '+b'];
  const updated = { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+b\n', movePath: null };
  const moved = (to: string) => ({ ...updated, movePath: to });

  test.each<[what: string, lines: string[], changes: object]>([
    ['an update through a link', ['*** Update File: link', ...edit], { '$/target': updated }],
    [
      'a link that is updated and deleted',
      ['*** Update File: link', ...edit, '*** Delete File: link'],
      { '$/target': updated, '$/link': { type: 'delete', content: 'b\n' } },
    ],
    [
      'a link that is deleted after an update of its target',
      ['*** Update File: target', ...edit, '*** Delete File: link'],
      { '$/target': updated, '$/link': { type: 'delete', content: 'b\n' } },
    ],
    [
      'a link and its target as one file',
      ['*** Update File: link', ...edit, '*** Update File: target', '-b', '+c'],
      { '$/target': { type: 'update', unifiedDiff: '@@ -1 +1 @@\n-a\n+c\n', movePath: null } },
    ],
    [
      'a move onto a link',
      ['*** Update File: file', '*** Move to: link', ...edit],
      { '$/file': moved('$/target'), '$/target': updated },
    ],
    ['a link that moves', ['*** Update File: link', '*** Move to: new', ...edit], { '$/link': moved('$/new') }],
    [
      'a file below a linked folder',
      ['*** Add File: folder/new', '+x'],
      { '$/real/new': { type: 'add', content: 'x\n' } },
    ],
    [
      'one file by two folders',
      ['*** Add File: folder/new', '+x', '*** Update File: real/new', '-x', '+y'],
      { '$/real/new': { type: 'add', content: 'y\n' } },
    ],
    [
      'two hard links: each is a separate file afterwards',
      ['*** Update File: file', ...edit, '*** Update File: hard', ...edit],
      { '$/file': updated, '$/hard': updated },
    ],
    [
      'a name that turns the direction of writing around',
      ['*** Add File: gpj.\u202eexe', '+x'],
      { '$/gpj.\\u{202e}exe': { type: 'add', content: 'x\n' } },
    ],
    [
      'a name with an escape sequence',
      ['*** Add File: a\u001b[2Kb', '+x'],
      { '$/a\\u{1b}[2Kb': { type: 'add', content: 'x\n' } },
    ],
    ['an invisible character', ['*** Add File: a\u200bb', '+x'], { '$/a\\u{200b}b': { type: 'add', content: 'x\n' } }],
  ])('%s', async (_, lines, changes) => {
    await using work = await linked();
    expect((await shownBy(work.path, patch(...lines))).changes).toEqual(changes);
  });

  test.each<[what: string, lines: string[], message: RegExp]>([
    [
      'a file that becomes a folder',
      ['*** Delete File: file', '*** Add File: file/x', '+x'],
      /^Failed to create parent directories for file\/x: Not a directory/,
    ],
    [
      'a new file that is also a folder',
      ['*** Add File: new', '+x', '*** Add File: new/x', '+x'],
      /^Failed to create parent directories for new\/x: Not a directory/,
    ],
    [
      'a moved file whose old name is a folder',
      ['*** Update File: file', '*** Move to: file/x', ...edit],
      /^Failed to create parent directories for file\/x: Not a directory/,
    ],
    [
      'two names that are shown alike',
      ['*** Add File: a\u200bb', '+x', '*** Add File: a\\u{200b}b', '+y'],
      /cannot be shown apart from the other files/,
    ],
    ['a pipe', ['*** Update File: pipe', ...edit], /^Failed to read file to update .*: Not a regular file$/],
    ['a link to a pipe', ['*** Update File: pipe-link', ...edit], /Not a regular file$/],
    ['a device', ['*** Update File: /dev/ptmx', ...edit], /Not a regular file$/],
    ['a link in a circle', ['*** Update File: loop', ...edit], /Too many levels of symbolic links/],
    ['what may not be read', ['*** Update File: secret-link', ...edit], /It may not be read$/],
    ['what may not be read, to be deleted', ['*** Delete File: secret'], /It may not be read$/],
    ['what may not be read, to be replaced', ['*** Add File: secret', '+x'], /It may not be read$/],
  ])('refused: %s', async (_, lines, message) => {
    await using work = await linked();
    const mayRead = async (path: string) => !path.endsWith('secret');
    const planned = planPatch(parsePatch(patch(...lines)), { cwd: work.path, files: disk, mayRead });
    expect(await failure(planned)).toMatch(message);
  });

  test('where case does not matter, two names are one file', async () => {
    await using work = await scratchFolder('plan');
    await work.write('Readme', 'a\n');
    const fold = (path: string) => path.replace(/readme$/i, 'Readme');
    const files = {
      ...disk,
      find: (path: string) => disk.find(fold(path)),
      read: (path: string) => disk.read(fold(path)),
    };
    const text = patch('*** Update File: README', '-a', '+b', '*** Update File: readme', '-b', '+c');
    const planned = await planPatch(parsePatch(text), { cwd: work.path, files });
    expect(planned.changes).toHaveLength(1);
    expect(planned.files.map(({ after }) => after?.bytes.toString())).toEqual(['c\n']);
  });

  async function linked() {
    const work = await scratchFolder('plan');
    for (const name of ['target', 'file', 'real/old', 'secret']) await work.write(name, 'a\n');
    for (const [name, to] of Object.entries({
      link: 'target',
      folder: 'real',
      loop: 'loop',
      'secret-link': 'secret',
      'pipe-link': 'pipe',
    })) {
      symlinkSync(to, join(work.path, name));
    }
    linkSync(join(work.path, 'file'), join(work.path, 'hard'));
    execFileSync('mkfifo', [join(work.path, 'pipe')]);
    return work;
  }
});

test('contents that are not UTF-8 can be shown', async () => {
  await using work = await scratchFolder('plan');
  await work.write('f', Buffer.from('caf\xe9\nb\n', 'latin1'));
  await work.write('g', Buffer.from('\xff\n', 'latin1'));
  expect((await shownBy(work.path, patch('*** Update File: f', '-b', '+c', '*** Delete File: g'))).changes).toEqual({
    '$/f': { type: 'update', unifiedDiff: '@@ -1,2 +1,2 @@\n caf\ufffd\n-b\n+c\n', movePath: null },
    '$/g': { type: 'delete', content: '\ufffd\n' },
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
