import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitInfo } from '../../src/workspace/git-info.js';
import { git } from '../support/scratch.js';
import { type Yard, yard } from './git-yard.js';

const REMOTE = '../remote.git';

function folder(y: Yard, name: string): string {
  mkdirSync(join(y.ws, name));
  return join(y.ws, name);
}

test.each<[string, (y: Yard) => string | undefined, { branch?: string | undefined; runs?: number }]>([
  ['a branch', () => undefined, { branch: 'main' }],
  ['a folder below', (y) => folder(y, 'below'), { branch: 'main' }],
  ['a branch with slashes', (y) => void y.git('switch', '--quiet', '--create', 'a/b/c'), { branch: 'a/b/c' }],
  ['a detached HEAD', (y) => void y.git('switch', '--quiet', '--detach'), { branch: undefined }],
  ['packed refs', (y) => void y.git('pack-refs', '--all'), { branch: 'main' }],
  [
    'a linked worktree',
    (y) => {
      y.git('pack-refs', '--all');
      y.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked');
      return join(y.scratch.path, 'linked');
    },
    { branch: 'linked' },
  ],
  [
    'a link into a repository',
    (y) => {
      symlinkSync(folder(y, 'below'), join(y.scratch.path, 'link'));
      return join(y.scratch.path, 'link');
    },
    { branch: 'main' },
  ],
  [
    'a branch that stands for another',
    (y) => {
      y.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
      y.git('symbolic-ref', 'HEAD', 'refs/heads/alias');
      return undefined;
    },
    { branch: 'main', runs: 2 }, // as git itself resolves it
  ],
])('%s is read, mostly without a process', async (_, prepare, { branch, runs = 1 }) => {
  await using y = await yard();
  const cwd = prepare(y) ?? y.ws;
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1' }; // with this variable, git is always asked for the address
  expect(await gitInfo(y.supervisor, cwd, env)).toEqual({
    commitHash: git(cwd, 'rev-parse', 'HEAD'),
    ...(branch === undefined ? {} : { branch }),
    repositoryUrl: REMOTE,
  });
  expect(y.supervisor.runs).toBe(runs);
});

test('the address is what git makes of it', async () => {
  await using y = await yard();
  y.git('config', 'url.ssh://git@example.org/.insteadOf', '../');
  expect((await gitInfo(y.supervisor, y.ws, process.env))?.repositoryUrl).toBe('ssh://git@example.org/remote.git');
});

test('outside of a repository, and where there is no folder, there is nothing to tell, and git is not asked', async () => {
  await using y = await yard();
  expect(await gitInfo(y.supervisor, y.scratch.path, process.env)).toBeUndefined();
  expect(await gitInfo(y.supervisor, join(y.ws, 'missing'), process.env)).toBeUndefined();
  expect(y.supervisor.runs).toBe(0);
});

test('before the first commit and without a remote, a repository has no fields', async () => {
  await using y = await yard();
  y.git('switch', '--quiet', '--orphan', 'empty');
  y.git('remote', 'remove', 'origin');
  expect(await gitInfo(y.supervisor, y.ws, process.env)).toEqual({});
});

test('a .git that is none is no repository', async () => {
  await using y = await yard();
  writeFileSync(join(y.scratch.path, '.git'), 'nonsense\n');
  expect(await gitInfo(y.supervisor, y.scratch.path, process.env)).toBeUndefined();
});
