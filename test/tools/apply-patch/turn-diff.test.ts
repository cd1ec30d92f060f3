import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitPlan } from '../../../src/tools/apply-patch/commit.js';
import { TurnDiff } from '../../../src/tools/apply-patch/turn-diff.js';
import { gitRepository, type Scratch, scratchFolder } from '../../support/scratch.js';
import { patch, plan, tree, update } from './support.js';

/** A repository whose files as they are now are its baseline. */
async function repository(files: Record<string, string | Buffer>): Promise<Scratch> {
  const work = await scratchFolder('turn-diff');
  gitRepository(work.path);
  for (const [name, content] of Object.entries(files)) await work.write(name, content);
  return work;
}

async function apply(diff: TurnDiff, cwd: string, ...lines: string[]): Promise<void> {
  const planned = await plan(cwd, patch(...lines));
  diff.before(planned);
  await commitPlan(planned);
  diff.applied(planned);
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'core.quotePath=false', '-c', 'core.autocrlf=false', ...args], {
    cwd,
    encoding: 'latin1',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });

const hash = (text: string) =>
  execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim();

const ZEROS = '0'.repeat(40);

test('new, changed and deleted files, sorted by path', async () => {
  await using work = await repository({ 'b.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n', 'sub/c': 'c\n' });
  const diff = new TurnDiff();
  await apply(
    diff,
    join(work.path, 'sub'),
    '*** Delete File: c',
    '*** Add File: ../a',
    '+new',
    '*** Update File: ../b.txt',
    '-5',
    '+five',
  );
  const changed = hash('1\n2\n3\n4\nfive\n6\n7\n8\n9\n');
  expect(await diff.unifiedDiff()).toBe(
    `diff --git a/a b/a\nnew file mode 100644\nindex ${ZEROS}..${hash('new\n')}\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+new\n` +
      `diff --git a/b.txt b/b.txt\nindex ${hash('1\n2\n3\n4\n5\n6\n7\n8\n9\n')}..${changed}\n--- a/b.txt\n+++ b/b.txt\n` +
      '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n' +
      `diff --git a/sub/c b/sub/c\ndeleted file mode 100644\nindex ${hash('c\n')}..${ZEROS}\n--- a/sub/c\n+++ /dev/null\n@@ -1 +0,0 @@\n-c\n`,
  );
});

test('it is what git says, but for the mode behind the index', async () => {
  const before = Array.from({ length: 60 }, (_, n) => `line ${n}\n`).join('');
  await using work = await repository({
    f: before,
    'no end': 'x\ny',
    'crlf.txt': 'a\r\nb\r\n',
    gone: 'g\n',
    'exec.sh': '#!/bin/sh\n',
  });
  chmodSync(join(work.path, 'exec.sh'), 0o755);
  git(work.path, 'add', '.');
  const diff = new TurnDiff();
  await apply(
    diff,
    work.path,
    ...[
      '*** Update File: f',
      '-line 3',
      '+three',
      '@@',
      '-line 9',
      '+nine',
      '@@',
      '-line 40',
      '@@',
      ' line 59',
      '+more',
    ],
    ...['*** Update File: no end', ' y', '+z', '*** Update File: crlf.txt', '-b', '+B', '*** Delete File: gone'],
    ...[
      '*** Add File: ünï/new',
      '+1',
      '+2',
      '*** Add File: empty',
      '*** Update File: exec.sh',
      ' #!/bin/sh',
      '+exit 1',
    ],
  );
  git(work.path, 'add', '--intent-to-add', 'ünï/new', 'empty');
  const theirs = git(work.path, 'diff', '--no-renames', '--full-index');
  const ours = Buffer.from(await diff.unifiedDiff()).toString('latin1');
  const plain = (text: string) =>
    text
      .replace(/^(index \w+\.\.\w+) \d+$/gm, '$1')
      .replace(/^((?:---|\+\+\+) .*)\t$/gm, '$1')
      .replace(/^(@@ [^@]* @@).*$/gm, '$1');
  expect(
    plain(ours)
      .split(/^(?=diff )/m)
      .sort(),
  ).toEqual(
    plain(theirs)
      .split(/^(?=diff )/m)
      .sort(),
  );
});

test('git can apply it forwards and backwards', async () => {
  await using work = await repository({
    a: 'a\nb',
    'with space': 'x\n',
    'tab\t"quote"': 'q\n',
    gone: 'g\n',
    run: '1\n',
  });
  const before = join(work.path, '../before-of-'.concat(work.path.split('-').at(-1) ?? ''));
  cpSync(work.path, before, { recursive: true });
  try {
    const diff = new TurnDiff();
    await apply(diff, work.path, '*** Update File: a', ' b', '+c', '*** Update File: with space', '-x', '+y');
    await apply(
      diff,
      work.path,
      '*** Update File: tab\t"quote"',
      '-q',
      '+Q',
      '*** Delete File: gone',
      '*** Add File: d/e',
      '+e',
      '*** Add File: void',
    );
    await apply(diff, work.path, '*** Update File: run', '-1', '+2');
    chmodSync(join(work.path, 'run'), 0o755);
    await work.write('../patch.diff', await diff.unifiedDiff());
    const [old, now] = [tree(before), tree(work.path)];
    git(before, 'apply', join(work.path, '../patch.diff'));
    expect(tree(before)).toEqual(now);
    git(before, 'apply', '-R', join(work.path, '../patch.diff'));
    expect({ ...tree(before), 'd/': '' }).toEqual({ ...old, 'd/': '' });
  } finally {
    rmSync(before, { recursive: true });
    rmSync(join(work.path, '../patch.diff'), { force: true });
  }
});

test('outside of a repository paths are absolute, without a second slash', async () => {
  await using work = await scratchFolder('turn-diff');
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Add File: a', '+x');
  const name = `${work.path.slice(1)}/a`;
  expect(await diff.unifiedDiff()).toContain(`diff --git a/${name} b/${name}\n`);
});

test('a work tree has a file called .git', async () => {
  await using work = await scratchFolder('turn-diff');
  await work.write('tree/.git', 'gitdir: /elsewhere\n');
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Add File: tree/sub/a', '+x');
  expect(await diff.unifiedDiff()).toContain('diff --git a/sub/a b/sub/a\n');
});

test('the baseline is that of the first patch, and later changes from outside count', async () => {
  await using work = await repository({ f: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: f', '-1', '+2');
  await apply(diff, work.path, '*** Update File: f', '-2', '+3');
  await work.write('f', '4\n');
  expect(await diff.unifiedDiff()).toContain('@@ -1 +1 @@\n-1\n+4\n');
});

test('a file that is as it was contributes nothing', async () => {
  await using work = await repository({ f: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: f', '-1', '+2', '*** Add File: g', '+g');
  await apply(diff, work.path, '*** Update File: f', '-2', '+1', '*** Delete File: g');
  expect(await diff.unifiedDiff()).toBe('');
});

test('a patch that failed to be committed shows what is really there', async () => {
  await using work = await repository({ f: '1\n' });
  const diff = new TurnDiff();
  diff.before(await plan(work.path, update('f', '-1', '+2')));
  expect(await diff.unifiedDiff()).toBe('');
});

test('C124: it is shown when it has changed, and when all is gone', async () => {
  await using work = await repository({ f: '1\n' });
  const diff = new TurnDiff();
  expect(await diff.takeChange()).toBeUndefined();
  await apply(diff, work.path, '*** Update File: f', '-1', '+2');
  expect(await diff.takeChange()).toContain('+2\n');
  expect(await diff.takeChange()).toBeUndefined();
  await work.write('f', '3\n');
  expect(await diff.takeChange()).toContain('+3\n');
  await work.write('f', '1\n');
  expect(await diff.takeChange()).toBe('');
  expect(await diff.takeChange()).toBeUndefined();
});

test('a moved file is shown under both names', async () => {
  await using work = await repository({ a: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: a', '*** Move to: b', '-1', '+2');
  await apply(diff, work.path, '*** Update File: b', '*** Move to: c', '-2', '+3');
  expect(await diff.unifiedDiff()).toBe(
    `diff --git a/a b/c\nindex ${hash('1\n')}..${hash('3\n')}\n--- a/a\n+++ b/c\n@@ -1 +1 @@\n-1\n+3\n`,
  );
});

test('a move without a change is shown by its names alone', async () => {
  await using work = await repository({ a: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: a', '*** Move to: b', ' 1');
  expect(await diff.unifiedDiff()).toBe('diff --git a/a b/b\n');
});

test('a move there and back is no change', async () => {
  await using work = await repository({ a: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: a', '*** Move to: b', '-1', '+2');
  await apply(diff, work.path, '*** Update File: b', '*** Move to: a', '-2', '+1');
  expect(await diff.unifiedDiff()).toBe('');
});

test('a move onto another file is a deletion and a change', async () => {
  await using work = await repository({ a: '1\n', b: 'old\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: a', '*** Move to: b', '-1', '+2');
  const text = await diff.unifiedDiff();
  expect(text).toContain('diff --git a/a b/a\ndeleted file mode 100644\n');
  expect(text).toContain('--- a/b\n+++ b/b\n@@ -1 +1 @@\n-old\n+2\n');
});

test('a file that moved and was then deleted is deleted', async () => {
  await using work = await repository({ a: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: a', '*** Move to: b', '-1', '+2');
  await apply(diff, work.path, '*** Delete File: b');
  expect(await diff.unifiedDiff()).toContain('diff --git a/a b/a\ndeleted file mode 100644\n');
});

test('a file that the turn brought is new under its last name', async () => {
  await using work = await repository({});
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Add File: a', '+1');
  await apply(diff, work.path, '*** Update File: a', '*** Move to: b', '-1', '+2');
  const text = await diff.unifiedDiff();
  expect(text).toContain('diff --git a/b b/b\nnew file mode 100644\n');
  expect(text.match(/^diff/gm)).toHaveLength(1);
});

test('modes', async () => {
  await using work = await repository({ f: '1\n', 'run.sh': '1\n' });
  chmodSync(join(work.path, 'run.sh'), 0o755);
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: f', '-1', '+2', '*** Delete File: run.sh');
  chmodSync(join(work.path, 'f'), 0o755);
  const text = await diff.unifiedDiff();
  expect(text).toContain(`a/f b/f\nold mode 100644\nnew mode 100755\nindex ${hash('1\n')}`);
  expect(text).toContain('deleted file mode 100755\n');
  await work.write('f', '1\n');
  expect(await diff.unifiedDiff()).toMatch(/^diff --git a\/f b\/f\nold mode 100644\nnew mode 100755\ndiff/);
});

test('empty files have no line of names', async () => {
  await using work = await repository({});
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Add File: e');
  expect(await diff.unifiedDiff()).toBe(
    `diff --git a/e b/e\nnew file mode 100644\nindex ${ZEROS}..e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n`,
  );
});

test('files that are not UTF-8 are binary', async () => {
  await using work = await repository({ f: Buffer.from('\xff\nb\n', 'latin1') });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: f', '-b', '+c');
  expect(await diff.unifiedDiff()).toMatch(/^diff --git a\/f b\/f\nindex \w{40}\.\.\w{40}\nBinary files differ\n$/);
});

test('a deleted link is shown with its target, one that becomes a file as both', async () => {
  await using work = await repository({ target: 'x\n' });
  symlinkSync('target', join(work.path, 'l1'));
  symlinkSync('target', join(work.path, 'l2'));
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Delete File: l1', '*** Delete File: l2', '*** Add File: l2', '+own');
  const text = await diff.unifiedDiff();
  expect(text).toContain('diff --git a/l1 b/l1\ndeleted file mode 120000\n');
  expect(text).toContain('--- a/l1\n+++ /dev/null\n@@ -1 +0,0 @@\n-target\n\\ No newline at end of file\n');
  expect(text).toMatch(/l2 b\/l2\ndeleted file mode 120000\n[\s\S]*diff --git a\/l2 b\/l2\nnew file mode 100644\n/);
});

test('a change through a link is shown where it happened', async () => {
  await using work = await repository({ target: 'x\n' });
  symlinkSync('target', join(work.path, 'link'));
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: link', '-x', '+y');
  expect(await diff.unifiedDiff()).toContain('--- a/target\n+++ b/target\n');
});

test('a file that became a folder, or vanished, is deleted', async () => {
  await using work = await repository({ f: '1\n', g: '1\n' });
  const diff = new TurnDiff();
  await apply(diff, work.path, '*** Update File: f', '-1', '+2', '*** Update File: g', '-1', '+2');
  for (const name of ['f', 'g']) unlinkSync(join(work.path, name));
  mkdirSync(join(work.path, 'f'));
  writeFileSync(join(work.path, 'f/x'), '');
  expect((await diff.unifiedDiff()).match(/^deleted file mode/gm)).toHaveLength(2);
  expect(readFileSync(join(work.path, 'f/x'), 'utf8')).toBe('');
});
