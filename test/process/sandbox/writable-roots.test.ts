import { execFileSync } from 'node:child_process';
import { link, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SandboxPolicy } from '../../../protocol/rollout/policies.js';
import { realName, realPath } from '../../../src/os/real-path.js';
import { canWrite, type WriteRules, writeRules } from '../../../src/process/sandbox/writable-roots.js';
import { gitRepository, scratchFolder } from '../../support/scratch.js';

type WorkspaceWrite = SandboxPolicy & { mode: 'workspace-write' };
const policy = (more: Partial<WorkspaceWrite> = {}): WorkspaceWrite => ({
  mode: 'workspace-write',
  network_access: false,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
  ...more,
});

/** The rules of a workspace `ws` in a scratch folder, as text relative to that folder: `+` may be written, `-` not, `=` keeps its name. */
async function told(path: string, more: Partial<WorkspaceWrite> = {}, env: NodeJS.ProcessEnv = {}, cwd = 'ws') {
  const { rules, pins } = await writeRules(policy(more), {
    policyCwd: join(path, cwd),
    env,
    codexHome: join(path, 'home'),
  });
  const short = (each: string): string => (each === path ? '.' : each.replace(`${path}/`, ''));
  return [
    ...rules.map((rule) => `${rule.write ? '+' : '-'} ${short(rule.path)}`),
    ...pins.map((pin) => `= ${short(pin)}`),
  ];
}

async function folders(path: string, ...names: string[]): Promise<void> {
  for (const name of names) await mkdir(join(path, name), { recursive: true });
}

test('read-only has no rules, and danger-full-access needs none', async () => {
  const sources = { policyCwd: '/', env: {}, codexHome: '/nowhere' };
  const readOnly = await writeRules({ mode: 'read-only' }, sources);
  expect(readOnly).toEqual({ unrestricted: false, rules: [], pins: [], missing: [], unreadable: [] });
  expect(canWrite('/etc/passwd', readOnly)).toBe(false);
  const full = await writeRules({ mode: 'danger-full-access' }, sources);
  expect(full.unrestricted).toBe(true);
  expect(canWrite('/etc/passwd', full)).toBe(true);
});

test('the workspace, the named roots and TMPDIR may be written; what is missing is left out', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws', 'extra', 'tmp');
  const writable_roots = [join(scratch.path, 'extra'), join(scratch.path, 'missing'), '../extra'];
  expect(await told(scratch.path, { writable_roots })).toEqual(['+ extra', '+ ws']);
  const env = { TMPDIR: join(scratch.path, 'tmp') };
  expect(await told(scratch.path, { exclude_tmpdir_env_var: false }, env)).toEqual(['+ tmp', '+ ws']);
  expect(await told(scratch.path, {}, env)).toEqual(['+ ws']);
  for (const TMPDIR of ['', 'relative']) {
    expect(await told(scratch.path, { exclude_tmpdir_env_var: false }, { TMPDIR })).toEqual(['+ ws']);
  }
});

test('/tmp may be written unless it is excluded', async () => {
  const sources = { policyCwd: '/usr', env: {}, codexHome: '/nowhere' };
  const tmp = await realpath('/tmp');
  const paths = async (excluded: boolean): Promise<string[]> =>
    (await writeRules(policy({ exclude_slash_tmp: excluded }), sources)).rules
      .filter(({ write }) => write)
      .map(({ path }) => path);
  expect(await paths(false)).toEqual([tmp, '/usr']);
  expect(await paths(true)).toEqual(['/usr']);
});

test('roots are real paths', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws');
  await symlink('ws', join(scratch.path, 'link'));
  expect(await told(scratch.path, {}, {}, 'link')).toEqual(['+ ws']);
});

test('a root behind a link that a command could have made is none', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws', 'treasure/inner');
  await symlink('../treasure', join(scratch.path, 'ws', 'out'));
  await symlink('/', join(scratch.path, 'ws', 'top'));
  const writable_roots = ['out', 'out/inner', `top${scratch.path}/treasure`].map((name) =>
    join(scratch.path, 'ws', name),
  );
  expect(await told(scratch.path, { writable_roots })).toEqual(['+ ws']);
});

test('the devices and processes of the kernel are no roots', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws');
  expect(await told(scratch.path, { writable_roots: ['/proc', '/proc/sys', '/dev'] })).toEqual(['+ ws']);
});

test('.git is read-only in every root, and a root without one has no hole', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws/.git/hooks', 'extra/.git', 'plain');
  const writable_roots = [join(scratch.path, 'extra'), join(scratch.path, 'plain')];
  expect(await told(scratch.path, { writable_roots })).toEqual([
    ...['+ extra', '- extra/.git', '+ plain', '+ ws', '- ws/.git'],
  ]);
});

test('a worktree keeps its .git file, the folder that this names and the one that all worktrees share', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'deep/main');
  gitRepository(join(scratch.path, 'deep/main'));
  git(join(scratch.path, 'deep/main'), 'worktree', 'add', '-q', join(scratch.path, 'ws'));
  expect(await told(scratch.path)).toEqual(['+ ws', '- ws/.git']);
  // Within another root, the real folders need rules of their own, and what is above them must keep its name.
  expect(await told(scratch.path, { writable_roots: [scratch.path] })).toEqual([
    '+ .',
    '- deep/main/.git',
    '- deep/main/.git/worktrees/ws',
    '+ ws',
    '- ws/.git',
    '= deep',
    '= deep/main',
  ]);
});

test('a submodule keeps its .git file and the folder that this names', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'lib', 'whole');
  gitRepository(join(scratch.path, 'lib'));
  gitRepository(join(scratch.path, 'whole'));
  git(join(scratch.path, 'whole'), '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../lib', 'lib');
  expect(await readFile(join(scratch.path, 'whole/lib/.git'), 'utf8')).toBe('gitdir: ../.git/modules/lib\n');
  expect(await told(scratch.path, { writable_roots: [join(scratch.path, 'whole')] }, {}, 'whole/lib')).toEqual([
    ...['+ whole', '- whole/.git', '- whole/.git/modules/lib', '+ whole/lib', '- whole/lib/.git'],
  ]);
});

test('the repository around a workspace is kept where another root covers it', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'code/repo/.git', 'code/repo/packages/a');
  const writable_roots = [scratch.path];
  expect(await told(scratch.path, { writable_roots }, {}, 'code/repo/packages/a')).toEqual([
    ...['+ .', '- code/repo/.git', '+ code/repo/packages/a'],
    ...['= code', '= code/repo', '= code/repo/packages'],
  ]);
});

test('a .git file that points anywhere else closes nothing', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws', 'other');
  for (const pointer of ['gitdir: ..', 'gitdir: /', 'gitdir: ../other', 'gitdir:', 'nonsense', '']) {
    await writeFile(join(scratch.path, 'ws/.git'), pointer);
    expect(await told(scratch.path, { writable_roots: [scratch.path] }), pointer).toEqual(['+ .', '+ ws', '- ws/.git']);
  }
});

test('a git folder that the configuration names may be written', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'main');
  gitRepository(join(scratch.path, 'main'));
  git(join(scratch.path, 'main'), 'worktree', 'add', '-q', join(scratch.path, 'ws'));
  expect(await told(scratch.path, { writable_roots: [join(scratch.path, 'main/.git')] })).toEqual([
    ...['+ main/.git', '+ ws', '- ws/.git'],
  ]);
});

test('the home is read-only, also as the workspace; a workspace in it is not', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'home/worktrees/one', 'ws');
  const writable_roots = [scratch.path];
  expect(await told(scratch.path, { writable_roots })).toEqual(['+ .', '- home', '+ ws']);
  expect(await told(scratch.path, { writable_roots: ['../home'] }, {}, 'home')).toEqual(['- home']);
  expect(await told(scratch.path, {}, {}, 'home/worktrees/one')).toEqual(['+ home/worktrees/one']);
  expect(await told(scratch.path, { writable_roots }, {}, 'home/worktrees/one')).toEqual([
    ...['+ .', '- home', '+ home/worktrees/one'],
  ]);
});

test('a patch may write in the workspace and nowhere else, however the path is spelled', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws/.git/hooks', 'ws/src', 'outside', 'home');
  const ws = join(scratch.path, 'ws');
  await writeFile(join(scratch.path, 'outside/file'), '');
  await symlink('../outside', join(ws, 'away'));
  await symlink('../outside/yet-to-be', join(ws, 'dangling'));
  await symlink('../outside/file', join(ws, 'file'));
  await symlink('.git', join(ws, 'git'));
  await symlink('src', join(ws, 'sources'));
  await symlink('loop', join(ws, 'loop'));
  await symlink('ws', join(scratch.path, 'spelled'));
  await symlink('../ws/src/a', join(scratch.path, 'outside/inward'));
  const rules = await rulesOf(scratch.path);
  // As a patch has it: a link's name is removed or replaced, what it leads to is written.
  const may = async (path: string): Promise<boolean> =>
    [await realName(path), await realPath(path)].every((real) => canWrite(real.path, rules));

  const allowed = [`${ws}/a`, `${ws}/new/deep/a`, `${ws}/src/../a`, `${ws}/sources/a`, `${scratch.path}/spelled/a`];
  for (const path of allowed) expect(await may(path), path).toBe(true);

  const refused = [
    ...[`${scratch.path}/outside/a`, `${ws}/../outside/a`, `${scratch.path}/ws2/a`, '/etc/passwd', '/'],
    ...[`${ws}/away/a`, `${ws}/away/new/a`, `${ws}/dangling`, `${ws}/file`, `${ws}/loop/a`],
    ...[`${ws}/.git`, `${ws}/.git/hooks/pre-commit`, `${ws}/git/config`, `${ws}/src/../.git/config`],
    // The link would be replaced or removed, and it is not in the workspace.
    `${scratch.path}/outside/inward`,
    ...[`${scratch.path}/home/config.toml`, `/proc/self/root${scratch.path}/outside/a`, '/proc/self/mem'],
  ];
  for (const path of refused) expect(await may(path), path).toBe(false);
  expect(await may(`/proc/self/root${ws}/a`)).toBe(true);
});

test('a workspace below another root keeps its .git from patches', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws/.git');
  const rules = await rulesOf(scratch.path, { writable_roots: [scratch.path] });
  expect(canWrite(join(scratch.path, 'ws/.git/hooked'), rules)).toBe(false);
  expect(canWrite(join(scratch.path, 'elsewhere'), rules)).toBe(true);
});

test('with everything writable, the kernel is still out of bounds', async () => {
  const rules = await writeRules(policy({ writable_roots: ['/'] }), { policyCwd: '/', env: {}, codexHome: '/nowhere' });
  expect(canWrite('/etc/passwd', rules)).toBe(true);
  expect(canWrite('/proc/sys/kernel/core_pattern', rules)).toBe(false);
  expect(canWrite('/dev/sda', rules)).toBe(false);
});

test('an existing hard link looks like any other file', async () => {
  await using scratch = await scratchFolder('roots');
  await folders(scratch.path, 'ws');
  await writeFile(join(scratch.path, 'file'), '');
  await link(join(scratch.path, 'file'), join(scratch.path, 'ws/file'));
  expect(canWrite(join(scratch.path, 'ws/file'), await rulesOf(scratch.path))).toBe(true);
});

function rulesOf(path: string, more: Partial<WorkspaceWrite> = {}): Promise<WriteRules> {
  return writeRules(policy(more), { policyCwd: join(path, 'ws'), env: {}, codexHome: join(path, 'home') });
}

function git(cwd: string, ...args: string[]): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  execFileSync('git', args, { cwd, env, stdio: 'pipe' });
}

// C221
test.each(['.git', '.codex', '.agents', '.git/hooks/pre-commit', '.codex/config.toml', '.agents/skills/x'])(
  'where it is missing, %s may not be made at the top of a root',
  async (name) => {
    await using scratch = await scratchFolder('roots');
    await folders(scratch.path, 'ws', 'more');
    const rules = await rulesOf(scratch.path, { writable_roots: [join(scratch.path, 'more')] });
    for (const root of ['ws', 'more']) expect(canWrite(join(scratch.path, root, name), rules)).toBe(false);
    for (const root of ['ws/sub', 'more/sub']) expect(canWrite(join(scratch.path, root, name), rules)).toBe(true);
    const named = await rulesOf(scratch.path, { writable_roots: [join(scratch.path, 'ws', name.split('/')[0] ?? '')] });
    expect(canWrite(join(scratch.path, 'ws', name), named)).toBe(true);
  },
);
