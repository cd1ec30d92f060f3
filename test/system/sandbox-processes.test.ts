import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/process/sandbox/doctor.js';
import { createSandbox } from '../../src/process/sandbox/sandbox.js';
import { type RunOptions, Supervisor } from '../../src/process/supervisor.js';
import { isAlive } from '../support/alive.js';
import { until } from '../support/until.js';
import { processesWith, READ_ONLY, type Setup, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

/** A number of seconds that no other process sleeps for: how to find one again from outside. */
const someSeconds = (): string => `${randomInt(100_000, 1_000_000)}.${randomInt(100_000, 1_000_000)}`;
const gone = (word: string): Promise<true> =>
  until(`no process with ${word}`, async () => (await processesWith(word)).length === 0 || undefined);
const running = (word: string, count: number): Promise<true> =>
  until(`${count} processes with ${word}`, async () => (await processesWith(word)).length >= count || undefined);

describe.each(USERS)('as $name', (user) => {
  test('exit codes, both streams, arguments, the folder and the environment are as without a sandbox', async () => {
    await using setup = await setUp({ user });
    await mkdir(join(setup.ws, 'a b'));
    const script = 'printf "%s|" "$@" "$MARK" "$PWD"; printf "err\\377" >&2; exit 7';
    const argv = ['bash', '-c', script, 'bash', 'a b', '', '--bind', "'\n"];
    const cwd = join(setup.ws, 'a b');
    const ran = await setup.run(argv, workspaceWrite(), { cwd, env: { MARK: 'mark' } });
    expect(ran).toMatchObject({
      exitCode: 7,
      stdout: `a b||--bind|'\n|mark|${cwd}|`,
      stderr: 'err\ufffd',
    });
  });

  test('a shell does not take the sandbox for a remote login, nor a program on Node its output for nothing', async () => {
    await using setup = await setUp({ user });
    await setup.write('ws/.bashrc', 'echo from .bashrc');
    const env = { HOME: setup.ws, SHLVL: '0' };
    expect(await setup.bash('echo from bash', workspaceWrite(), { env })).toMatchObject({
      stdout: 'from bash\n',
      stderr: '',
    });
    const script = "console.log('from node'); console.error('as well')";
    const ran = await setup.run([process.execPath, '-e', script]);
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'from node\n', stderr: 'as well\n' });
  });

  test('a megabyte of output comes whole', async () => {
    await using setup = await setUp({ user });
    const { stdout } = await setup.bash('head -c 1000000 /dev/zero | tr "\\0" x');
    expect(stdout.length).toBe(1_000_000);
  });

  test('other processes are neither seen nor signalled', async () => {
    await using setup = await setUp({ user });
    const other = spawn('sleep', [someSeconds()], { stdio: 'ignore' });
    try {
      const pid = other.pid as number;
      for (const policy of [READ_ONLY, workspaceWrite(), workspaceWrite({ network_access: true })]) {
        // Only the one that is there to be ended gets a signal: were there no sandbox, this would be the machine itself.
        const { stdout } = await setup.bash(
          `ls -d /proc/${pid} /proc/${process.pid}; kill -9 ${pid} && echo signalled; kill -0 ${process.pid} && echo seen
           cat /proc/${process.pid}/environ`,
          policy,
        );
        expect(stdout).toBe('');
        expect(isAlive(pid)).toBe(true);
      }
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('a command runs without privileges', async () => {
    await using setup = await setUp({ user });
    const { stdout } = await setup.bash(
      'grep -E "^(CapEff|CapPrm|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status | tr -d "\\t"; id -u',
    );
    expect(stdout.split('\n')).toEqual([
      ...['CapPrm:0000000000000000', 'CapEff:0000000000000000', 'CapBnd:0000000000000000', 'NoNewPrivs:1', 'Seccomp:2'],
      ...[String(user.uid ?? process.getuid?.()), ''],
    ]);
  });
});

test('background processes of a command end with it, also those in their own sessions', async () => {
  await using setup = await setUp();
  const [one, two] = [someSeconds(), someSeconds()];
  const { exitCode } = await setup.bash(
    `setsid sleep ${one} & (setsid nohup setsid sleep ${two} &) ; sleep 0.1; exit 3`,
  );
  expect(exitCode).toBe(3);
  await gone(one);
  await gone(two);
});

test('a time-out ends a session that a command has made', async () => {
  await using setup = await setUp();
  const word = someSeconds();
  const { argv, cwd, fds, env } = await setup.wrap([
    'bash',
    '-c',
    `trap "" TERM HUP INT; setsid sleep ${word} & sleep ${word}`,
  ]);
  const result = await new Supervisor().run({ argv, cwd, fds, env: { ...process.env, ...env }, timeoutMs: 300 });
  expect(result.kind).toBe('timed-out');
  await gone(word);
});

test('everything ends when the server is killed', async () => {
  await using setup = await setUp();
  const word = someSeconds();
  const server = await serverOf(setup, ['bash', '-c', `trap "" TERM HUP INT; setsid sleep ${word} & sleep ${word}`]);
  await running(word, 2);
  server.kill('SIGKILL');
  await once(server, 'exit');
  await gone(word);
});

test('a command has no terminal', async () => {
  await using setup = await setUp();
  const { stdout } = await setup.bash('(: < /dev/tty) 2>/dev/null && echo terminal; cut -d " " -f 7 /proc/self/stat');
  expect(stdout).toBe('0\n');
});

test('in a container that refuses a new /proc, the sandbox uses the existing one, and holds', async () => {
  await using setup = await setUp();
  const supervisor = new Supervisor();
  // What covers parts of /proc keeps a new one from being mounted, as in Docker.
  const container = [
    'bwrap',
    '--unshare-user',
    '--unshare-pid',
    '--cap-add',
    'ALL',
    '--dev-bind',
    '/',
    '/',
    '--proc',
    '/proc',
  ];
  const run = (options: RunOptions) => supervisor.run({ ...options, argv: [...container, '--', ...options.argv] });
  const sandbox = createSandbox({ codexHome: setup.home, env: {}, run });
  expect(await sandbox.support()).toEqual({ kind: 'bubblewrap' });
  const script = `(echo bad > /proc/1/root${setup.outside}/file) 2>/dev/null && echo wrote
    cat /proc/1/environ 2>/dev/null && echo read
    for pid in /proc/[0-9]*; do (echo bad > $pid/root${setup.outside}/file) 2>/dev/null && echo wrote; done
    (: >> /proc/sys/kernel/core_pattern) 2>/dev/null && echo opened; echo inside > inside; echo done`;
  const command = { argv: ['bash', '-c', script], cwd: setup.ws, policyCwd: setup.ws, policy: workspaceWrite() };
  const sandboxed = await sandbox.wrap(command);
  expect(sandboxed?.argv.join(' ')).toContain('--ro-bind /proc /proc');
  const { argv = [], cwd = '/', fds = [] } = sandboxed ?? {};
  expect(await run({ argv, cwd, fds, env: process.env, timeoutMs: 20_000 })).toMatchObject({
    exitCode: 0,
    stdout: 'done\n',
  });
  expect(await setup.read('ws/inside')).toBe('inside\n');
  expect(await setup.read('outside/file')).toBe('untouched');
});

test('the doctor finds the sandbox sound', async () => {
  await using setup = await setUp();
  expect(await diagnose(setup.sandbox)).toEqual({
    ok: true,
    lines: [
      'ok   sandbox: bubblewrap',
      'ok   a command writes to its workspace',
      'ok   it cannot write outside of it',
      'ok   it cannot reach the network',
      `ok   it cannot read ${setup.home}/auth.json`,
      `ok   it cannot read ${setup.home}/.credentials.json`,
      `ok   it cannot read ${setup.home}/.env`,
    ],
  });
});

test('the doctor tells a sandbox that keeps nothing in from a sound one', async () => {
  await using setup = await setUp();
  const open = {
    ...setup.sandbox,
    wrap: async ({ argv, cwd }: { argv: readonly string[]; cwd: string }) => ({
      argv: [...argv],
      cwd,
      fds: [],
      held: () => undefined,
      started: () => {},
      release: () => {},
      env: {},
    }),
  };
  const { ok, lines } = await diagnose(open);
  expect(ok).toBe(false);
  expect(lines.filter((line) => line.startsWith('FAIL'))).toHaveLength(5);
});

/** A process of node's that has started a sandboxed command and waits for it. */
async function serverOf(setup: Setup, argv: readonly string[]): Promise<ChildProcess> {
  const sandboxed = await setup.wrap(argv);
  const files = await Promise.all(
    sandboxed.fds.map(async (each) => {
      if ('handle' in each) return readlink(`/proc/self/fd/${each.handle}`);
      const filter = join(setup.path, 'filter');
      await writeFile(filter, each.content);
      return filter;
    }),
  );
  sandboxed.started();
  const script = `const { openSync } = require('fs');
    require('child_process').spawn(process.argv[1], process.argv.slice(2),
      { detached: true, cwd: '/', stdio: ['ignore', 'ignore', 'ignore', ...${JSON.stringify(files)}.map((path) => openSync(path))] });
    setInterval(() => {}, 1000)`;
  return spawn(process.execPath, ['-e', script, '--', ...sandboxed.argv], { stdio: 'ignore' });
}
