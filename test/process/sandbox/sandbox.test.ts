import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { diagnose } from '../../../src/process/sandbox/doctor.js';
import { createSandbox } from '../../../src/process/sandbox/sandbox.js';
import type { RunOptions, RunResult } from '../../../src/process/supervisor.js';
import { SandboxUnavailable } from '../../../src/process/unavailable.js';
import { scratchFolder } from '../../support/scratch.js';

afterEach(() => void vi.useRealTimers());

const nothing = { stdout: '', stderr: '', aggregated: '', durationMs: 1 };
const exited = (exitCode: number, stderr = ''): RunResult => ({ kind: 'exited', ...nothing, exitCode, stderr });

/** A machine where starting a sandbox has this outcome; `started` is what was started. */
function machine(
  outcome: (argv: readonly string[]) => RunResult,
  more: { platform?: NodeJS.Platform; arch?: string } = {},
) {
  const started: RunOptions[] = [];
  const sandbox = createSandbox({
    codexHome: '/nowhere',
    env: {},
    platform: 'linux',
    arch: 'x64',
    exists: () => true,
    run: async (options) => {
      started.push(options);
      return outcome(options.argv);
    },
    ...more,
  });
  return { sandbox, started };
}

const readOnly = { argv: ['ls'], cwd: '/usr', policyCwd: '/usr', policy: { mode: 'read-only' } } as const;
const withNetwork = {
  mode: 'workspace-write',
  network_access: true,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
} as const;

test('danger-full-access needs no sandbox, and none is looked for', async () => {
  const { sandbox, started } = machine(() => exited(1));
  expect(await sandbox.wrap({ ...readOnly, policy: { mode: 'danger-full-access' } })).toBeUndefined();
  expect(started).toEqual([]);
});

test('a command goes behind bubblewrap, with its filter and a word about the network', async () => {
  const { sandbox } = machine(() => exited(0));
  const sandboxed = await sandbox.wrap(readOnly);
  expect(sandboxed?.argv[0]).toBe('/usr/bin/bwrap');
  expect(sandboxed?.argv.slice(-4)).toEqual(['--chdir', '/usr', '--', 'ls']);
  expect(sandboxed?.cwd).toBe('/');
  expect(sandboxed?.fds.map(({ fd }) => fd)).toEqual([3]);
  expect(sandboxed?.env).toEqual({ CODEX_SANDBOX_NETWORK_DISABLED: '1' });
});

test('a policy with the network gets a shorter filter and no such word', async () => {
  const { sandbox } = machine(() => exited(0));
  const [without, open] = [await sandbox.wrap(readOnly), await sandbox.wrap({ ...readOnly, policy: withNetwork })];
  open?.release();
  expect(open?.env).toEqual({});
  const size = (sandboxed: typeof open) => (sandboxed?.fds[0] as { content: Buffer } | undefined)?.content.length ?? 0;
  expect(size(open)).toBeLessThan(size(without));
});

test('one trial at first use serves every command', async () => {
  const { sandbox, started } = machine(() => exited(0));
  await Promise.all([sandbox.wrap(readOnly), sandbox.support(), sandbox.wrap(readOnly)]);
  expect(await sandbox.support()).toEqual({ kind: 'bubblewrap' });
  expect(started).toHaveLength(1);
  expect(started[0]?.timeoutMs).toBeLessThanOrEqual(2000);
});

test('where the kernel refuses a part, the sandbox is built without it', async () => {
  const { sandbox, started } = machine((argv) =>
    argv.includes('--proc')
      ? exited(1, "bwrap: Can't mount proc on /newroot/proc: Operation not permitted")
      : exited(0),
  );
  expect((await sandbox.wrap(readOnly))?.argv.join(' ')).toContain('--ro-bind /proc /proc');
  expect(started).toHaveLength(2);
});

test('a sandbox that does not hold is none', async () => {
  for (const [code, reason] of [
    [3, 'could not write to its own workspace'],
    [4, 'could write outside'],
    [5, 'filter'],
  ] as const) {
    const { sandbox } = machine(() => exited(code));
    expect((await sandbox.support()).reason).toContain(reason);
    await expect(sandbox.wrap(readOnly)).rejects.toThrow(SandboxUnavailable);
  }
});

test.each([
  ['bwrap: setting up uid map: Permission denied', 'AppArmor'],
  ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', 'AppArmor'],
  ['bwrap: No permissions to create a new namespace', 'container'],
  ['bwrap: Creating new namespace failed: Operation not permitted', 'container'],
])('%s: the reason and advice are given', async (stderr, advice) => {
  const { sandbox } = machine(() => exited(1, `${stderr}\n`));
  const support = await sandbox.support();
  expect(support).toMatchObject({ kind: 'none', reason: `bubblewrap does not work here: ${stderr}` });
  expect(support.howTo).toContain(advice);
  await expect(sandbox.wrap(readOnly)).rejects.toMatchObject({ reason: support.reason, howTo: support.howTo });
});

test('a trial that hangs, is killed or cannot start has a fitting reason', async () => {
  const outcomes: [RunResult, string][] = [
    [{ kind: 'timed-out', ...nothing }, 'longer than 2 seconds'],
    [{ kind: 'killed', signal: 'SIGSYS', ...nothing }, 'SIGSYS'],
    [{ kind: 'not-started', error: new Error('spawn EACCES'), durationMs: 1 }, 'spawn EACCES'],
    [exited(42), 'exit code 42'],
  ];
  for (const [outcome, reason] of outcomes) {
    expect((await machine(() => outcome).sandbox.support()).reason).toContain(reason);
  }
});

test('without bubblewrap it is said how to get it', async () => {
  const sandbox = createSandbox({
    codexHome: '/nowhere',
    env: {},
    platform: 'linux',
    arch: 'arm64',
    exists: () => false,
  });
  expect(await sandbox.support()).toMatchObject({ kind: 'none', reason: 'bubblewrap is not installed' });
  const { ok, lines } = await diagnose(sandbox);
  expect(ok).toBe(false);
  expect(lines[0]).toBe('FAIL sandbox: none; bubblewrap is not installed');
  expect(lines.join('\n')).toContain('apt install bubblewrap');
});

test('other systems and processors have no sandbox yet', async () => {
  const { sandbox, started } = machine(() => exited(0), { platform: 'win32' });
  expect((await sandbox.support()).reason).toBe('there is no sandbox for win32 yet');
  const riscv = machine(() => exited(0), { arch: 'riscv64' });
  expect((await riscv.sandbox.support()).reason).toBe('there is no filter of system calls for riscv64 yet');
  expect([...started, ...riscv.started]).toEqual([]);
});

test('on macOS a command goes behind sandbox-exec, from its own folder and knowing it', async () => {
  await using scratch = await scratchFolder('sandbox');
  await scratch.write('home/auth.json', '');
  const codexHome = join(scratch.path, 'home');
  const run = async (): Promise<RunResult> => exited(0);
  const sandbox = createSandbox({ codexHome, env: {}, platform: 'darwin', exists: () => true, run });
  expect(await sandbox.support()).toEqual({ kind: 'seatbelt' });
  const sandboxed = await sandbox.wrap({ ...readOnly, cwd: '/usr/lib' });
  expect(sandboxed?.argv[0]).toBe('/usr/bin/sandbox-exec');
  expect(sandboxed?.argv).toContain(`-DPATH_0=${codexHome}/auth.json`);
  expect(sandboxed?.argv).toContain(`-DPATH_1=${codexHome}/.credentials.json`);
  expect(sandboxed?.argv).toContain(`-DPATH_2=${codexHome}/.env`);
  expect(sandboxed).toMatchObject({ cwd: '/usr/lib', fds: [] });
  expect(sandboxed?.env).toEqual({ CODEX_SANDBOX: 'seatbelt', CODEX_SANDBOX_NETWORK_DISABLED: '1' });
});

test('a failure is not believed for ever', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let installed = false;
  const { sandbox, started } = machine(() => (installed ? exited(0) : exited(1, 'bwrap: busy')));
  expect((await sandbox.support()).kind).toBe('none');
  const trials = started.length;
  installed = true;
  expect((await sandbox.support()).kind).toBe('none');
  expect(started).toHaveLength(trials);
  vi.advanceTimersByTime(30_000);
  expect((await sandbox.support()).kind).toBe('bubblewrap');
});
