import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { settledMark } from '../../src/os/file-mark.js';
import { gitInfo } from '../../src/workspace/git-info.js';
import { Origins } from '../../src/workspace/origins.js';
import { type Yard, yard } from './git-yard.js';

/** Asks as each new conversation does; how often git has run for it. */
async function asker(y: Yard, more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', ...more }; // with this variable, git is asked also where its files are plain
  const origins = new Origins(env);
  // Files that were written a moment ago are no proof.
  await vi.waitFor(() => expect(settledMark(join(y.ws, '.git', 'config'))).toBeDefined());
  return async (cwd = y.ws) => {
    const before = y.supervisor.runs;
    const info = await gitInfo(y.supervisor, cwd, env, origins);
    return { origin: info?.repositoryUrl, runs: y.supervisor.runs - before };
  };
}

test('git is asked once for the address while its files are the same', async () => {
  await using y = await yard();
  const ask = await asker(y);
  expect(await ask()).toEqual({ origin: '../remote.git', runs: 1 });
  expect(await ask()).toEqual({ origin: '../remote.git', runs: 0 });
});

test('that there is no address is known as well', async () => {
  await using y = await yard();
  y.git('remote', 'remove', 'origin');
  const ask = await asker(y);
  expect(await ask()).toEqual({ origin: undefined, runs: 1 });
  expect(await ask()).toEqual({ origin: undefined, runs: 0 });
});

test.each<[string, (y: Yard, env: { readonly home: string }) => unknown, string]>([
  ['the repository', (y) => y.git('remote', 'set-url', 'origin', '../renamed.git'), '../renamed.git'],
  [
    'the old list of remotes',
    async (y) => {
      y.git('remote', 'remove', 'origin');
      await y.write('.git/branches/origin', '../older.git\n');
    },
    '../older.git',
  ],
  [
    'the user, whose file is new',
    (_, { home }) => writeFileSync(join(home, '.gitconfig'), '[url "ssh://example.org/"]\n insteadOf = ../\n'),
    'ssh://example.org/remote.git',
  ],
])('a change by %s counts for the next conversation', async (_, change, expected) => {
  await using y = await yard();
  const home = y.scratch.path;
  const ask = await asker(y, { HOME: home, XDG_CONFIG_HOME: '', GIT_CONFIG_GLOBAL: undefined });
  await ask();
  expect((await ask()).runs).toBe(0);
  await change(y, { home });
  expect(await ask()).toEqual({ origin: expected, runs: 1 });
});

test('settings that name further files are read by git each time', async () => {
  await using y = await yard();
  const further = join(y.scratch.path, 'further');
  y.git('config', 'include.path', further);
  const ask = await asker(y);
  expect(await ask()).toEqual({ origin: '../remote.git', runs: 1 });
  writeFileSync(further, '[url "ssh://example.org/"]\n insteadOf = ../\n');
  expect(await ask()).toEqual({ origin: 'ssh://example.org/remote.git', runs: 1 });
  rmSync(further);
  expect(await ask()).toEqual({ origin: '../remote.git', runs: 1 });
});

test('the answers of so many folders are kept', async () => {
  await using y = await yard();
  const folders = Array.from({ length: 33 }, (_, n) => join(y.ws, `folder-${n}`));
  for (const folder of folders) await y.write(join(folder.slice(y.ws.length + 1), 'file'));
  const ask = await asker(y);
  for (const folder of folders) await ask(folder);
  expect((await ask(folders.at(-1))).runs).toBe(0);
  expect((await ask(folders[0])).runs).toBe(1);
});
