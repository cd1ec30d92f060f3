import { existsSync, mkdirSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Git } from '../../src/workspace/git.js';
import { gitInfo } from '../../src/workspace/git-info.js';
import { git } from '../support/scratch.js';
import { type Yard, yard } from './git-yard.js';

/** A program that leaves a mark, and the mark. */
async function trap(y: Yard, name: string): Promise<{ program: string; mark: string }> {
  const mark = join(y.scratch.path, `${name}.ran`);
  const program = await y.scratch.write(name, `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  await chmod(program, 0o755);
  return { program, mark };
}

const ATTRIBUTES = '* filter=evil diff=evil\n';

/** Text and binary, tracked and untracked, newer than the index knows. */
async function changes(y: Yard): Promise<void> {
  await y.write('a.txt', 'one\n');
  y.git('add', '--all');
  y.git('commit', '--quiet', '-m', 'second');
  y.git('push', '--quiet');
  await y.write('a.txt', 'two\n');
  await y.write('new.txt', 'new\n');
}

test.each([
  'core.fsmonitor',
  'core.pager',
  'core.sshCommand',
  'diff.external',
  'diff.evil.command',
  'diff.evil.textconv',
  'filter.evil.clean',
  'filter.evil.process',
  'filter.with=sign.clean',
])('what a repository names as %s is not run', async (key) => {
  await using y = await yard();
  await changes(y);
  const { program, mark } = await trap(y, 'evil');
  await y.write('.git/info/attributes', ATTRIBUTES.replace('filter=evil', `filter=${key.split('.')[1]}`));
  y.git('config', key, program);
  y.git('config', 'filter.evil.required', 'true');
  const { diff } = await y.diff();
  await gitInfo(y.supervisor, y.ws, process.env);
  expect(diff).toContain('+two');
  expect(diff).toContain('+new');
  expect(existsSync(mark)).toBe(false);
});

test.each(['core.hooksPath', '.git/hooks'])('hooks in %s are not run', async (place) => {
  await using y = await yard();
  await changes(y);
  const { program, mark } = await trap(y, 'post-index-change');
  if (place === 'core.hooksPath') y.git('config', place, y.scratch.path);
  else await chmod(await y.write('.git/hooks/post-index-change', await readFile(program)), 0o755);
  await y.diff();
  expect(existsSync(mark)).toBe(false);
});

test('a partial clone fetches nothing, with no program of its remote', async () => {
  await using y = await yard();
  await changes(y);
  git(y.scratch.path, '-C', 'remote.git', 'config', 'uploadpack.allowFilter', 'true');
  git(
    y.scratch.path,
    'clone',
    '--quiet',
    '--no-checkout',
    '--filter=blob:none',
    `file://${y.scratch.path}/remote.git`,
    'partial',
  );
  const { program, mark } = await trap(y, 'transport');
  const partial = join(y.scratch.path, 'partial');
  git(partial, 'config', 'remote.origin.url', `ext::${program} %S`);
  git(partial, 'config', 'protocol.ext.allow', 'always');
  mkdirSync(join(partial, 'below'));
  expect(await y.reason(join(partial, 'below'))).toMatch(/transport 'ext' not allowed|lazy fetching disabled/); // by git's age
  expect(existsSync(mark)).toBe(false);
});

test("the user's filters count, also when a repository overrides them", async () => {
  await using y = await yard();
  await y.write('.git/info/attributes', '*.shout filter=shout\n');
  const own = await y.scratch.write('own-config', '[filter "shout"]\n\tclean = tr a-z A-Z\n');
  const { program, mark } = await trap(y, 'evil');
  process.env.GIT_CONFIG_GLOBAL = own;
  try {
    await y.write('a.shout', 'loud\n');
    expect((await y.diff()).diff).toContain('+LOUD');
    y.git('config', 'filter.shout.clean', program);
    expect((await y.diff()).diff).toContain('+LOUD');
  } finally {
    process.env.GIT_CONFIG_GLOBAL = '/dev/null';
  }
  expect(existsSync(mark)).toBe(false);
});

test('a git that hangs is ended when its time is up', async () => {
  await using y = await yard();
  await chmod(await y.scratch.write('bin/git', '#!/bin/sh\nexec sleep 600\n'), 0o755);
  const { PATH } = process.env;
  process.env.PATH = `${y.scratch.path}/bin:${PATH}`;
  try {
    const asked = new Git(y.supervisor, { cwd: y.ws, env: process.env, timeoutMs: 100 }).bytes(['--bare', 'diff']);
    await expect(asked).rejects.toThrow('git diff took longer than 0.1 s');
  } finally {
    process.env.PATH = PATH;
  }
});

test('variables of a hook that started the server do not lead elsewhere', async () => {
  await using y = await yard();
  await using other = await yard();
  await changes(y);
  const misleading = { GIT_DIR: join(other.ws, '.git'), GIT_INDEX_FILE: '/nowhere', GIT_EXTERNAL_DIFF: 'false' };
  Object.assign(process.env, misleading);
  try {
    expect((await y.diff()).diff).toContain('+two');
    expect((await gitInfo(y.supervisor, y.ws, process.env))?.repositoryUrl).toBe('../remote.git');
  } finally {
    for (const name of Object.keys(misleading)) delete process.env[name];
  }
});
