import { execFileSync } from 'node:child_process';
import { link, mkdir, rename, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitRepository } from '../support/scratch.js';
import { until } from '../support/until.js';
import { makeYard, PEOPLE, READ_ONLY, workspaceWrite } from './fence-yard.js';

describe.each(PEOPLE)('as $name', (person) => {
  test('a command writes in its workspace, in /tmp and in the roots that are named', async () => {
    await using yard = await makeYard({ person });
    const mark = join('/tmp', basename(yard.path));
    const script = `echo a > inside && echo b > ${mark} && rm ${mark} && echo c > ${yard.outside}/named && cat inside`;
    expect(await yard.bash(script, workspaceWrite({ writable_roots: [yard.outside] }))).toMatchObject({
      exitCode: 0,
      stdout: 'a\n',
      stderr: '',
    });
    expect(await yard.read('ws/inside')).toBe('a\n');
    expect(await yard.read('outside/named')).toBe('c\n');
  });

  test('under read-only, nothing but /dev/null is written', async () => {
    await using yard = await makeYard({ person });
    const places = ['inside', '/tmp/x', '/dev/x', '/dev/shm/x', '/proc/self/comm', '/var/tmp/x', '"$HOME"/x'];
    const tries = places.map((place) => `(echo x > ${place}) 2>/dev/null && echo wrote ${place}`).join('\n');
    const { stdout, exitCode } = await yard.bash(`${tries}\necho x > /dev/null && echo null`, READ_ONLY);
    expect({ stdout, exitCode }).toEqual({ stdout: 'null\n', exitCode: 0 });
    expect(await yard.read('ws/inside')).toBeUndefined();
  });

  test('nothing outside is written, whichever way leads there', async () => {
    await using yard = await makeYard({ person });
    const { outside, ws } = yard;
    await symlink('../outside', join(ws, 'link'));
    await symlink('../outside/dangling', join(ws, 'dangling'));
    const tries = [
      ...[`echo bad > ${outside}/file`, 'echo bad > ../outside/file', 'echo bad > link/file', 'echo bad > dangling'],
      ...[`echo bad > ${ws}/../outside/new`, `ln ${outside}/file hard && echo bad > hard`],
      ...[`ln -s ${outside} mine; echo bad > mine/file`, `mv ${outside}/file stolen`, `rm -rf ${outside}`],
      ...[`echo bad > /proc/self/root${outside}/file`, `echo bad > /proc/1/root${outside}/file`],
      ...[`echo bad > /proc/$PPID/root${outside}/file`, `cd ${outside}; echo bad > /proc/self/cwd/file`],
      ...[`chmod 777 ${outside}/file`, `touch ${outside}/file`, `truncate -s 0 ${outside}/file`],
      ...[`mount -o remount,rw / && echo bad > ${outside}/file`, `umount ${outside}`],
      ...[`unshare -Urm sh -c "mount -o remount,bind,rw / && echo bad > ${outside}/file"`],
      ...[`mknod disk b 254 0`, `mv ${ws} ${ws}2`, `rmdir ${ws}`],
    ];
    for (const script of tries) {
      const { exitCode } = await yard.bash(script);
      expect(exitCode, script).not.toBe(0);
      expect(await yard.read('outside/file'), script).toBe('untouched');
    }
    expect(await yard.read('outside/new')).toBeUndefined();
    expect(await yard.read('outside/dangling')).toBeUndefined();
    expect(await yard.read('ws/disk')).toBeUndefined();
  });

  test('the kernel is not set to run a program outside', async () => {
    await using yard = await makeYard({ person });
    // Opened, not written: where this test fails, the machine stays as it was.
    const files = [
      '/proc/sys/kernel/core_pattern',
      '/proc/sys/kernel/modprobe',
      '/proc/sysrq-trigger',
      '/sys/kernel/uevent_helper',
    ];
    for (const policy of [workspaceWrite(), READ_ONLY, workspaceWrite({ network_access: true })]) {
      const tries = files.map((file) => `(: >> ${file}) 2>/dev/null && echo ${file}`).join('\n');
      expect((await yard.bash(tries, policy)).stdout).toBe('');
    }
  });

  test('the home is not written, and its secrets are not read', async () => {
    await using yard = await makeYard({ person });
    const { home } = yard;
    const everything = workspaceWrite({ writable_roots: [yard.path, home] });
    for (const policy of [READ_ONLY, workspaceWrite(), everything, workspaceWrite({ network_access: true })]) {
      const { stdout } = await yard.bash(
        `cat ${home}/config.toml; grep -rs SECRET ${home} /proc/self/root${home} /proc/1/root${home}; ls -A ${home}
         (echo bad > ${home}/config.toml) 2>/dev/null || echo refused
         (echo bad > ${home}/auth.json) 2>/dev/null || echo refused
         mv ${home} ${home}2 2>/dev/null || echo refused
         ln ${home}/auth.json stolen 2>/dev/null || echo refused`,
        policy,
      );
      expect(stdout).toBe('model = "scripted"\nconfig.toml\nrefused\nrefused\nrefused\nrefused\n');
    }
    expect(await yard.read('home/config.toml')).toBe('model = "scripted"\n');
    expect(await yard.read('home/auth.json')).toBe('SECRET');
  });
});

test('a secret stays hidden when it is replaced, and when it comes while a command runs', async () => {
  await using yard = await makeYard();
  const running = yard.bash(
    `touch started; until [ -e replaced ]; do sleep 0.02; done; grep -rs SECRET ${yard.home}; echo looked`,
  );
  await until('the command to start', () => yard.read('ws/started').then((text) => text !== undefined));
  await yard.write('home/auth.json.new', 'SECRET 2');
  await rename(join(yard.home, 'auth.json.new'), join(yard.home, 'auth.json'));
  await yard.write('home/.env.local', 'SECRET 3');
  await yard.write('ws/replaced', '');
  expect((await running).stdout).toBe('looked\n');
});

test('a secret that is a link is hidden where it leads', async () => {
  await using yard = await makeYard();
  await rename(join(yard.home, 'auth.json'), join(yard.outside, 'vault'));
  await symlink('../outside/vault', join(yard.home, 'auth.json'));
  const { stdout } = await yard.bash(`grep -rs SECRET ${yard.home} ${yard.outside}; cat ${yard.outside}/file`);
  expect(stdout).toBe('untouched');
});

// Outside of /tmp, and below it, where the root /tmp covers the workspace as well.
describe.each(['/var/tmp', tmpdir()])('a repository below %s', (parent) => {
  test('its .git is read, not written', async () => {
    await using yard = await makeYard({ parent });
    const { commit } = gitRepository(yard.ws);
    const tries = [
      ...['echo bad > .git/hooks/pre-commit', 'echo bad >> .git/config', 'git config core.pager bad', 'rm -rf .git'],
      ...[
        'mv .git moved',
        `mv ${yard.ws} ${yard.ws}2`,
        `mv ${yard.path} ${yard.path}2`,
        'ln .git/config twin && echo bad > twin',
      ],
      ...['echo bad > /proc/self/cwd/.git/config', `echo bad > /proc/1/root${yard.ws}/.git/config`],
    ];
    for (const script of tries) expect((await yard.bash(script)).exitCode, script).not.toBe(0);
    expect(await yard.read('ws/.git/hooks/pre-commit')).toBeUndefined();
    expect(await yard.read('ws/.git/config')).not.toContain('bad');
    expect((await yard.bash('git -c safe.directory=* rev-parse HEAD')).stdout.trim()).toBe(commit);
  });

  test("a worktree's .git file and the real folders stay as they are", async () => {
    await using yard = await makeYard({ parent });
    const main = join(yard.path, 'deep/main');
    await mkdir(main, { recursive: true });
    gitRepository(main);
    makeWorktree(main, yard.ws);
    const [file, config] = [await yard.read('ws/.git'), await yard.read('deep/main/.git/config')];
    expect(file).toMatch(/^gitdir: /);
    const tries = [
      ...['echo "gitdir: ." > .git', 'rm .git', 'mv .git moved', `echo bad > ${main}/.git/hooks/pre-commit`],
      ...[`echo bad >> ${main}/.git/config`, `echo bad > ${main}/.git/worktrees/ws/commondir`, `mv ${main} ${main}2`],
      ...[`mv ${yard.path}/deep ${yard.path}/deep2`, 'git -c safe.directory=* config core.pager bad'],
    ];
    for (const policy of [workspaceWrite(), workspaceWrite({ writable_roots: [yard.path] })]) {
      for (const script of tries) expect((await yard.bash(script, policy)).exitCode, script).not.toBe(0);
    }
    expect(await yard.read('ws/.git')).toBe(file);
    expect(await yard.read('deep/main/.git/config')).toBe(config);
    expect(await yard.read('deep/main/.git/hooks/pre-commit')).toBeUndefined();
    expect(await yard.read('deep/main/.git/worktrees/ws/commondir')).toBe('../..\n');
  });
});

test('a root that was missing does not open what a command puts a link to', async () => {
  await using yard = await makeYard();
  const policy = workspaceWrite({ writable_roots: [join(yard.ws, 'build')] });
  expect((await yard.bash(`ln -s ${yard.outside} build`, policy)).exitCode).toBe(0);
  expect((await yard.bash('echo bad > build/file', policy)).exitCode).not.toBe(0);
  expect(await yard.read('outside/file')).toBe('untouched');
});

test('a file of the workspace that is a hard link to one outside is the same file, fence or not', async () => {
  await using yard = await makeYard();
  await link(join(yard.outside, 'file'), join(yard.ws, 'twin'));
  expect((await yard.bash('echo changed > twin')).exitCode).toBe(0);
  expect(await yard.read('outside/file')).toBe('changed\n');
});

function makeWorktree(main: string, ws: string): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  execFileSync('git', ['worktree', 'add', '-q', ws], { cwd: main, env, stdio: 'pipe' });
}
