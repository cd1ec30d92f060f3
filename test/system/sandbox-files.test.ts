import { execFileSync } from 'node:child_process';
import { link, mkdir, rename, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitRepository } from '../support/scratch.js';
import { until } from '../support/until.js';
import { READ_ONLY, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

describe.each(USERS)('as $name', (user) => {
  test('a command writes in its workspace, in /tmp and in the roots that are named', async () => {
    await using setup = await setUp({ user });
    const mark = join('/tmp', basename(setup.path));
    const script = `echo a > inside && echo b > ${mark} && rm ${mark} && echo c > ${setup.outside}/named && cat inside`;
    expect(await setup.bash(script, workspaceWrite({ writable_roots: [setup.outside] }))).toMatchObject({
      exitCode: 0,
      stdout: 'a\n',
      stderr: '',
    });
    expect(await setup.read('ws/inside')).toBe('a\n');
    expect(await setup.read('outside/named')).toBe('c\n');
  });

  test('under read-only, nothing but /dev/null is written', async () => {
    await using setup = await setUp({ user });
    const places = ['inside', '/tmp/x', '/dev/x', '/dev/shm/x', '/proc/self/comm', '/var/tmp/x', '"$HOME"/x'];
    const tries = places.map((place) => `(echo x > ${place}) 2>/dev/null && echo wrote ${place}`).join('\n');
    const { stdout, exitCode } = await setup.bash(`${tries}\necho x > /dev/null && echo null`, READ_ONLY);
    expect({ stdout, exitCode }).toEqual({ stdout: 'null\n', exitCode: 0 });
    expect(await setup.read('ws/inside')).toBeUndefined();
  });

  test('nothing outside is written, whichever way leads there', async () => {
    await using setup = await setUp({ user });
    const { outside, ws } = setup;
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
      const { exitCode } = await setup.bash(script);
      expect(exitCode, script).not.toBe(0);
      expect(await setup.read('outside/file'), script).toBe('untouched');
    }
    expect(await setup.read('outside/new')).toBeUndefined();
    expect(await setup.read('outside/dangling')).toBeUndefined();
    expect(await setup.read('ws/disk')).toBeUndefined();
  });

  test('the kernel is not set to run a program outside', async () => {
    await using setup = await setUp({ user });
    // Opened, not written: where this test fails, the machine stays as it was.
    const files = [
      '/proc/sys/kernel/core_pattern',
      '/proc/sys/kernel/modprobe',
      '/proc/sysrq-trigger',
      '/sys/kernel/uevent_helper',
    ];
    for (const policy of [workspaceWrite(), READ_ONLY, workspaceWrite({ network_access: true })]) {
      const tries = files.map((file) => `(: >> ${file}) 2>/dev/null && echo ${file}`).join('\n');
      expect((await setup.bash(tries, policy)).stdout).toBe('');
    }
  });

  test('the home is not written, and its secrets are not read', async () => {
    await using setup = await setUp({ user });
    const { home } = setup;
    const everything = workspaceWrite({ writable_roots: [setup.path, home] });
    for (const policy of [READ_ONLY, workspaceWrite(), everything, workspaceWrite({ network_access: true })]) {
      const { stdout } = await setup.bash(
        `cat ${home}/config.toml; grep -rs SECRET ${home} /proc/self/root${home} /proc/1/root${home}; ls -A ${home}
         (echo bad > ${home}/config.toml) 2>/dev/null || echo refused
         (echo bad > ${home}/auth.json) 2>/dev/null || echo refused
         mv ${home} ${home}2 2>/dev/null || echo refused
         ln ${home}/auth.json stolen 2>/dev/null || echo refused`,
        policy,
      );
      expect(stdout).toBe('model = "scripted"\nconfig.toml\nrefused\nrefused\nrefused\nrefused\n');
    }
    expect(await setup.read('home/config.toml')).toBe('model = "scripted"\n');
    expect(await setup.read('home/auth.json')).toBe('SECRET');
  });
});

test('a secret stays hidden when it is replaced, and when it comes while a command runs', async () => {
  await using setup = await setUp();
  const running = setup.bash(
    `touch started; until [ -e replaced ]; do sleep 0.02; done; grep -rs SECRET ${setup.home}; echo looked`,
  );
  await until('the command to start', () => setup.read('ws/started').then((text) => text !== undefined));
  await setup.write('home/auth.json.new', 'SECRET 2');
  await rename(join(setup.home, 'auth.json.new'), join(setup.home, 'auth.json'));
  await setup.write('home/.env.local', 'SECRET 3');
  await setup.write('ws/replaced', '');
  expect((await running).stdout).toBe('looked\n');
});

test('a secret that is a link is hidden where it leads', async () => {
  await using setup = await setUp();
  await rename(join(setup.home, 'auth.json'), join(setup.outside, 'vault'));
  await symlink('../outside/vault', join(setup.home, 'auth.json'));
  const { stdout } = await setup.bash(`grep -rs SECRET ${setup.home} ${setup.outside}; cat ${setup.outside}/file`);
  expect(stdout).toBe('untouched');
});

// Outside of /tmp, and below it, where the root /tmp covers the workspace as well.
describe.each(['/var/tmp', tmpdir()])('a repository below %s', (parent) => {
  test('its .git is read, not written', async () => {
    await using setup = await setUp({ parent });
    const { commit } = gitRepository(setup.ws);
    const tries = [
      ...['echo bad > .git/hooks/pre-commit', 'echo bad >> .git/config', 'git config core.pager bad', 'rm -rf .git'],
      ...[
        'mv .git moved',
        `mv ${setup.ws} ${setup.ws}2`,
        `mv ${setup.path} ${setup.path}2`,
        'ln .git/config twin && echo bad > twin',
      ],
      ...['echo bad > /proc/self/cwd/.git/config', `echo bad > /proc/1/root${setup.ws}/.git/config`],
    ];
    for (const script of tries) expect((await setup.bash(script)).exitCode, script).not.toBe(0);
    expect(await setup.read('ws/.git/hooks/pre-commit')).toBeUndefined();
    expect(await setup.read('ws/.git/config')).not.toContain('bad');
    expect((await setup.bash('git -c safe.directory=* rev-parse HEAD')).stdout.trim()).toBe(commit);
  });

  test("a worktree's .git file and the real folders stay as they are", async () => {
    await using setup = await setUp({ parent });
    const main = join(setup.path, 'deep/main');
    await mkdir(main, { recursive: true });
    gitRepository(main);
    makeWorktree(main, setup.ws);
    const [file, config] = [await setup.read('ws/.git'), await setup.read('deep/main/.git/config')];
    expect(file).toMatch(/^gitdir: /);
    const tries = [
      ...['echo "gitdir: ." > .git', 'rm .git', 'mv .git moved', `echo bad > ${main}/.git/hooks/pre-commit`],
      ...[`echo bad >> ${main}/.git/config`, `echo bad > ${main}/.git/worktrees/ws/commondir`, `mv ${main} ${main}2`],
      ...[`mv ${setup.path}/deep ${setup.path}/deep2`, 'git -c safe.directory=* config core.pager bad'],
    ];
    for (const policy of [workspaceWrite(), workspaceWrite({ writable_roots: [setup.path] })]) {
      for (const script of tries) expect((await setup.bash(script, policy)).exitCode, script).not.toBe(0);
    }
    expect(await setup.read('ws/.git')).toBe(file);
    expect(await setup.read('deep/main/.git/config')).toBe(config);
    expect(await setup.read('deep/main/.git/hooks/pre-commit')).toBeUndefined();
    expect(await setup.read('deep/main/.git/worktrees/ws/commondir')).toBe('../..\n');
  });
});

test('a root that was missing does not open what a command puts a link to', async () => {
  await using setup = await setUp();
  const policy = workspaceWrite({ writable_roots: [join(setup.ws, 'build')] });
  expect((await setup.bash(`ln -s ${setup.outside} build`, policy)).exitCode).toBe(0);
  expect((await setup.bash('echo bad > build/file', policy)).exitCode).not.toBe(0);
  expect(await setup.read('outside/file')).toBe('untouched');
});

test('a file of the workspace that is a hard link to one outside is the same file, sandbox or not', async () => {
  await using setup = await setUp();
  await link(join(setup.outside, 'file'), join(setup.ws, 'twin'));
  expect((await setup.bash('echo changed > twin')).exitCode).toBe(0);
  expect(await setup.read('outside/file')).toBe('changed\n');
});

function makeWorktree(main: string, ws: string): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  execFileSync('git', ['worktree', 'add', '-q', ws], { cwd: main, env, stdio: 'pipe' });
}
