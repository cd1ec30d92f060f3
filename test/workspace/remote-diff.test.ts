import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diffToRemote } from '../../src/workspace/remote-diff.js';
import { git } from '../support/scratch.js';
import { type Yard, yard } from './git-yard.js';

const BYTES = Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 7919) % 256));

/** The tree of everything that lies in a repository and is not ignored. */
function treeOf(path: string): string {
  git(path, 'add', '--all');
  return git(path, 'write-tree');
}

/** A fresh clone of what the remote has, with the diff applied at its root. */
async function applied(y: Yard, diff: string): Promise<string> {
  const clone = join(y.scratch.path, 'clone');
  git(y.scratch.path, 'clone', '--quiet', 'remote.git', 'clone');
  await writeFile(join(y.scratch.path, 'patch'), diff);
  git(clone, 'apply', '--whitespace=nowarn', '../patch');
  return clone;
}

async function allKindsOfChanges(y: Yard): Promise<void> {
  const tracked = {
    'a.txt': 'one\ntwo\n',
    'below/b.txt': 'one\n',
    'gone.txt': 'x\n',
    'old.bin': BYTES,
    'left.txt': 'l\n',
  };
  for (const [name, content] of Object.entries(tracked)) await y.write(name, content);
  y.git('add', '--all');
  y.git('commit', '--quiet', '-m', 'second');
  y.git('push', '--quiet');
  await y.write('a.txt', 'one\nand a half\ntwo\n');
  y.git('commit', '--quiet', '--all', '-m', 'ahead');
  await y.write('below/b.txt', 'two'); // and no newline
  await y.write('old.bin', BYTES.subarray(3));
  await y.write('staged.txt');
  y.git('add', 'staged.txt');
  y.git('rm', '--quiet', 'gone.txt');
  y.git('rm', '--quiet', '--cached', 'left.txt'); // removed and untracked at once
  await y.write('left.txt', 'other\n');
  await y.write('.gitignore', '*.log\n');
  await y.write('ignored.log');
  for (const name of ['new.txt', 'below/with space.txt', 'with "quotes".txt', 'with\nnewline', '-dash', 'ä.txt', ':!x'])
    await y.write(name);
  await y.write('below/deep/new.bin', BYTES);
  await y.write('empty', '');
  await chmod(await y.write('run.sh', '#!/bin/sh\n'), 0o755);
  await symlink('a.txt', join(y.ws, 'link'));
  await mkdir(join(y.ws, 'nested'));
  git(join(y.ws, 'nested'), 'init', '--quiet'); // another repository
  await y.write('nested/file');
}

// C55
test('the diff is one patch for the root of the repository, wherever it was asked for (C55)', async () => {
  await using y = await yard();
  await allKindsOfChanges(y);
  const { sha, diff } = await y.diff(join(y.ws, 'below/deep'));
  expect(sha).toBe(y.git('rev-parse', 'origin/main'));
  expect(await y.diff()).toEqual({ sha, diff });
  const clone = await applied(y, diff);
  await rm(join(y.ws, 'nested'), { recursive: true });
  expect(treeOf(clone)).toBe(treeOf(y.ws));
});

test('nothing in the repository is touched, its index included', async () => {
  await using y = await yard();
  await allKindsOfChanges(y);
  const state = async () => {
    const names = (await readdir(join(y.ws, '.git'), { recursive: true })).sort();
    const index = createHash('sha1').update(await readFile(join(y.ws, '.git/index')));
    return [names, index.digest('hex')];
  };
  const before = await state();
  await y.diff();
  expect(await state()).toEqual(before);
});

test('the number of untracked files does not change the number of processes', async () => {
  await using y = await yard();
  await y.write('first');
  await y.diff();
  const few = y.supervisor.runs;
  await Promise.all(Array.from({ length: 3000 }, (_, i) => y.write(`many/${i % 50}/${i}`)));
  const { diff } = await y.diff();
  expect(y.supervisor.runs).toBe(2 * few);
  expect(few).toBeLessThan(12);
  expect(diff.match(/^diff --git /gm)).toHaveLength(3001);
});

test("the user's settings for the look of diffs do not change the form", async () => {
  await using y = await yard();
  await allKindsOfChanges(y);
  const plain = await y.diff();
  for (const setting of ['noprefix', 'mnemonicPrefix', 'relative']) y.git('config', `diff.${setting}`, 'true');
  y.git('config', 'diff.submodule', 'log');
  y.git('config', 'color.ui', 'always');
  y.git('config', 'core.quotePath', 'false');
  y.git('config', 'core.splitIndex', 'true');
  expect(await y.diff(join(y.ws, 'below'))).toEqual(plain);
});

test('names and contents that are no UTF-8 do no harm to the rest', async () => {
  await using y = await yard();
  await writeFile(Buffer.concat([Buffer.from(`${y.ws}/latin-`), Buffer.from([0xe4])]), 'x\n');
  await y.write('text', Buffer.from([0x67, 0xe4, 0x0a]));
  const { diff } = await y.diff();
  expect(diff).toContain('"b/latin-\\344"');
  expect(diff).toContain('+g\ufffd\n');
});

test('a diff that is too large is refused, not cut', async () => {
  await using y = await yard();
  await y.write('large.txt', 'x'.repeat(33 * 1024 * 1024));
  expect(await y.reason()).toBe('git diff says more than 32 MiB');
});

test('the diff has the commit of a submodule, but not changes inside it', async () => {
  await using y = await yard();
  git(y.scratch.path, 'clone', '--quiet', 'remote.git', 'ws/module');
  y.git('add', 'module');
  y.git('commit', '--quiet', '-m', 'a submodule');
  y.git('push', '--quiet');
  await y.write('module/dirt');
  expect((await y.diff()).diff).toBe('');
  git(join(y.ws, 'module'), 'commit', '--quiet', '--allow-empty', '-m', 'newer');
  expect((await y.diff()).diff).toMatch(/\+Subproject commit [0-9a-f]{40}\n$/);
  // Asked inside of it, the submodule is a repository like any other.
  expect((await y.diff(join(y.ws, 'module'))).diff).toContain('+++ b/dirt');
});

test('files in conflict do not keep the diff from applying', async () => {
  await using y = await yard();
  await y.write('a.txt', 'base\n');
  y.git('add', '--all');
  y.git('commit', '--quiet', '-m', 'base');
  y.git('push', '--quiet');
  y.git('switch', '--quiet', '--create', 'other');
  await y.write('a.txt', 'theirs\n');
  y.git('commit', '--quiet', '--all', '-m', 'theirs');
  y.git('switch', '--quiet', 'main');
  await y.write('a.txt', 'ours\n');
  y.git('commit', '--quiet', '--all', '-m', 'ours');
  expect(() => y.git('merge', '--quiet', 'other')).toThrow();
  const clone = await applied(y, (await y.diff()).diff);
  expect(await readFile(join(clone, 'a.txt'), 'utf8')).toBe(await readFile(join(y.ws, 'a.txt'), 'utf8'));
});

test('an aborted request ends git', async () => {
  await using y = await yard();
  const client = new AbortController();
  client.abort();
  const asked = diffToRemote(y.supervisor, { cwd: y.ws, as: 'ws "1"\n', env: process.env, signal: client.signal });
  await expect(asked).rejects.toMatchObject({
    code: 'git_diff_failed',
    message: 'failed to compute git diff to remote for cwd: "ws \\"1\\"\\n"',
    data: { cwd: 'ws "1"\n' },
  });
});
