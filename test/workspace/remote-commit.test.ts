import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../support/scratch.js';
import { type Yard, yard } from './git-yard.js';

const commit = (y: Yard, message: string): string => {
  y.git('commit', '--quiet', '--allow-empty', '-m', message);
  return y.git('rev-parse', 'HEAD');
};

test('a clean branch that was pushed has its own commit, and nothing to tell', async () => {
  await using y = await yard();
  expect(await y.diff()).toEqual({ sha: y.git('rev-parse', 'HEAD'), diff: '' });
});

test('a branch that no remote has is compared with the default branch of the remote', async () => {
  await using y = await yard();
  y.git('remote', 'set-head', 'origin', 'main');
  y.git('switch', '--quiet', '--create', 'feature');
  commit(y, 'on the feature');
  expect((await y.diff()).sha).toBe(y.git('rev-parse', 'origin/main'));
});

test.each(['main', 'master', 'main of the remote alone'])(
  'a remote without a known default branch: %s',
  async (name) => {
    await using y = await yard();
    const branch = name === 'master' ? 'master' : 'main';
    if (branch === 'master') {
      y.git('branch', '--move', 'main', 'master');
      y.git('push', '--quiet', 'origin', 'master', ':main');
    }
    y.git('switch', '--quiet', '--detach');
    if (name.endsWith('alone')) y.git('branch', '--delete', '--force', branch);
    commit(y, 'detached');
    expect((await y.diff()).sha).toBe(y.git('rev-parse', `origin/${branch}`));
  },
);

test('a detached HEAD that a remote has is compared with a branch that holds it', async () => {
  await using y = await yard();
  const first = y.git('rev-parse', 'HEAD');
  commit(y, 'second');
  y.git('push', '--quiet', 'origin', 'main:topic');
  y.git('reset', '--quiet', '--hard', first);
  y.git('push', '--quiet', 'origin', ':main');
  y.git('switch', '--quiet', '--detach', 'origin/topic');
  expect((await y.diff()).sha).toBe(y.git('rev-parse', 'origin/topic'));
});

test('the nearest candidate counts, measured by the local branch of the same name', async () => {
  await using y = await yard();
  y.git('remote', 'set-head', 'origin', 'main');
  y.git('switch', '--quiet', '--create', 'feature');
  const pushed = commit(y, 'pushed');
  y.git('push', '--quiet', 'origin', 'feature');
  commit(y, 'not pushed');
  expect((await y.diff()).sha).toBe(pushed);
});

test('origin comes before other remotes, and another one counts where origin has no such branch', async () => {
  await using y = await yard();
  git(y.scratch.path, 'clone', '--quiet', '--bare', 'remote.git', 'another.git');
  y.git('remote', 'add', 'another', '../another.git');
  const newer = commit(y, 'newer');
  y.git('push', '--quiet', 'another', 'main');
  expect((await y.diff()).sha).toBe(y.git('rev-parse', 'origin/main'));
  y.git('push', '--quiet', 'origin', ':main');
  expect((await y.diff()).sha).toBe(newer);
});

test('a branch and a tag with the same name are distinguished', async () => {
  await using y = await yard();
  const second = commit(y, 'second');
  y.git('push', '--quiet', 'origin', 'main');
  y.git('tag', 'main', 'HEAD~1');
  expect((await y.diff()).sha).toBe(second);
});

test('a linked worktree is a repository', async () => {
  await using y = await yard();
  y.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked');
  const linked = join(y.scratch.path, 'linked');
  writeFileSync(join(linked, 'new.txt'), 'new\n');
  mkdirSync(join(linked, 'below'));
  const { sha, diff } = await y.diff(join(linked, 'below'));
  expect(sha).toBe(y.git('rev-parse', 'origin/main'));
  expect(diff).toContain('+++ b/new.txt');
});

test('a link leads to where it leads, into a repository or out of it', async () => {
  await using y = await yard();
  mkdirSync(join(y.ws, 'below'));
  symlinkSync(join(y.ws, 'below'), join(y.scratch.path, 'in'));
  symlinkSync(y.scratch.path, join(y.ws, 'out'));
  expect((await y.diff(join(y.scratch.path, 'in'))).diff).toContain('b/out');
  expect(await y.reason(join(y.ws, 'out'))).toBe('there is no git repository around this folder');
});

test('a repository with SHA-256 works as well', async () => {
  await using y = await yard();
  const path = join(y.scratch.path, 'sha256');
  git(y.scratch.path, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main', 'sha256');
  git(y.scratch.path, 'init', '--quiet', '--object-format=sha256', '--bare', 'sha256.git');
  git(path, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  git(path, 'remote', 'add', 'origin', '../sha256.git');
  git(path, 'push', '--quiet', 'origin', 'main');
  writeFileSync(join(path, 'new.txt'), 'new\n');
  const { sha, diff } = await y.diff(path);
  expect(sha).toBe(git(path, 'rev-parse', 'HEAD'));
  expect(diff).toContain('new file mode 100644');
});

test.each<[string, string, (y: Yard) => string | undefined]>([
  ['no repository', 'there is no git repository around this folder', (y) => y.scratch.path],
  ['a missing folder', 'the folder does not exist', (y) => join(y.ws, 'missing')],
  ['the folder of git itself', 'this operation must be run in a work tree', (y) => join(y.ws, '.git')],
  [
    'no remote',
    'the repository has no remote',
    (y) => {
      y.git('remote', 'remove', 'origin');
      return undefined;
    },
  ],
  [
    'nothing pushed',
    'no branch of a remote is known from which this one comes: nothing was pushed or fetched yet',
    (y) => {
      y.git('remote', 'remove', 'origin');
      y.git('remote', 'add', 'origin', '../remote.git');
      return undefined;
    },
  ],
  [
    'no commit',
    'the repository has no commit yet',
    (y) => {
      y.git('switch', '--quiet', '--orphan', 'empty');
      return undefined;
    },
  ],
  [
    'a .git that is none',
    'invalid gitfile format: $ws/below/.git',
    (y) => {
      mkdirSync(join(y.ws, 'below'));
      writeFileSync(join(y.ws, 'below/.git'), 'nonsense');
      return join(y.ws, 'below');
    },
  ],
])('%s is said', async (_, wanted, prepare) => {
  await using y = await yard();
  expect(await y.reason(prepare(y))).toBe(wanted.replace('$ws', y.ws));
});
