import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { diagnose } from '../../../src/process/sandbox/doctor.js';
import { createFence, FenceUnavailable } from '../../../src/process/sandbox/fence.js';
import type { RunOptions, RunResult } from '../../../src/process/supervisor.js';
import { scratchFolder } from '../../support/scratch.js';

afterEach(() => void vi.useRealTimers());

const nothing = { stdout: '', stderr: '', aggregated: '', durationMs: 1 };
const exited = (exitCode: number, stderr = ''): RunResult => ({ kind: 'exited', ...nothing, exitCode, stderr });

/** A machine where starting a fence has this outcome; `started` is what was started. */
function machine(
  outcome: (argv: readonly string[]) => RunResult,
  more: { platform?: NodeJS.Platform; arch?: string } = {},
) {
  const started: RunOptions[] = [];
  const fence = createFence({
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
  return { fence, started };
}

const readOnly = { argv: ['ls'], cwd: '/usr', policyCwd: '/usr', policy: { mode: 'read-only' } } as const;
const withNetwork = {
  mode: 'workspace-write',
  network_access: true,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
} as const;

test('danger-full-access needs no fence, and none is looked for', async () => {
  const { fence, started } = machine(() => exited(1));
  expect(await fence.wrap({ ...readOnly, policy: { mode: 'danger-full-access' } })).toBeUndefined();
  expect(started).toEqual([]);
});

test('a command goes behind bubblewrap, with its filter and a word about the network', async () => {
  const { fence } = machine(() => exited(0));
  const fenced = await fence.wrap(readOnly);
  expect(fenced?.argv[0]).toBe('/usr/bin/bwrap');
  expect(fenced?.argv.slice(-4)).toEqual(['--chdir', '/usr', '--', 'ls']);
  expect(fenced?.cwd).toBe('/');
  expect(fenced?.fds.map(({ fd }) => fd)).toEqual([3]);
  expect(fenced?.env).toEqual({ CODEX_SANDBOX_NETWORK_DISABLED: '1' });
});

test('a policy with the network gets a shorter filter and no such word', async () => {
  const { fence } = machine(() => exited(0));
  const [without, open] = [await fence.wrap(readOnly), await fence.wrap({ ...readOnly, policy: withNetwork })];
  expect(open?.env).toEqual({});
  expect(open?.fds[0]?.content.length).toBeLessThan(without?.fds[0]?.content.length ?? 0);
});

test('one trial at first use serves every command', async () => {
  const { fence, started } = machine(() => exited(0));
  await Promise.all([fence.wrap(readOnly), fence.support(), fence.wrap(readOnly)]);
  expect(await fence.support()).toEqual({ kind: 'bubblewrap' });
  expect(started).toHaveLength(1);
  expect(started[0]?.timeoutMs).toBeLessThanOrEqual(2000);
});

test('where the kernel refuses a part, the fence is built without it', async () => {
  const { fence, started } = machine((argv) =>
    argv.includes('--proc')
      ? exited(1, "bwrap: Can't mount proc on /newroot/proc: Operation not permitted")
      : exited(0),
  );
  expect((await fence.wrap(readOnly))?.argv.join(' ')).toContain('--ro-bind /proc /proc');
  expect(started).toHaveLength(2);
});

test('a fence that does not hold is none', async () => {
  for (const [code, reason] of [
    [3, 'could not write to its own workspace'],
    [4, 'could write outside'],
    [5, 'filter'],
  ] as const) {
    const { fence } = machine(() => exited(code));
    expect((await fence.support()).reason).toContain(reason);
    await expect(fence.wrap(readOnly)).rejects.toThrow(FenceUnavailable);
  }
});

test.each([
  ['bwrap: setting up uid map: Permission denied', 'AppArmor'],
  ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', 'AppArmor'],
  ['bwrap: No permissions to create a new namespace', 'container'],
  ['bwrap: Creating new namespace failed: Operation not permitted', 'container'],
])('%s: the reason is told, and what can be done', async (stderr, advice) => {
  const { fence } = machine(() => exited(1, `${stderr}\n`));
  const support = await fence.support();
  expect(support).toMatchObject({ kind: 'none', reason: `bubblewrap does not work here: ${stderr}` });
  expect(support.howTo).toContain(advice);
  await expect(fence.wrap(readOnly)).rejects.toMatchObject({ reason: support.reason, howTo: support.howTo });
});

test('a trial that hangs, is killed or cannot start is told as such', async () => {
  const outcomes: [RunResult, string][] = [
    [{ kind: 'timed-out', ...nothing }, 'longer than 2 seconds'],
    [{ kind: 'killed', signal: 'SIGSYS', ...nothing }, 'SIGSYS'],
    [{ kind: 'not-started', error: new Error('spawn EACCES'), durationMs: 1 }, 'spawn EACCES'],
    [exited(42), 'exit code 42'],
  ];
  for (const [outcome, reason] of outcomes) {
    expect((await machine(() => outcome).fence.support()).reason).toContain(reason);
  }
});

test('without bubblewrap it is said how to get it', async () => {
  const fence = createFence({ codexHome: '/nowhere', env: {}, platform: 'linux', arch: 'arm64', exists: () => false });
  expect(await fence.support()).toMatchObject({ kind: 'none', reason: 'bubblewrap is not installed' });
  const { ok, lines } = await diagnose(fence);
  expect(ok).toBe(false);
  expect(lines[0]).toBe('FAIL fence: none; bubblewrap is not installed');
  expect(lines.join('\n')).toContain('apt install bubblewrap');
});

test('other systems and processors have no fence yet', async () => {
  const { fence, started } = machine(() => exited(0), { platform: 'win32' });
  expect((await fence.support()).reason).toBe('there is no fence for win32 yet');
  const riscv = machine(() => exited(0), { arch: 'riscv64' });
  expect((await riscv.fence.support()).reason).toBe('there is no filter of system calls for riscv64 yet');
  expect([...started, ...riscv.started]).toEqual([]);
});

test('on macOS a command goes behind sandbox-exec, from its own folder and knowing it', async () => {
  await using scratch = await scratchFolder('fence');
  await scratch.write('home/auth.json', '');
  const codexHome = join(scratch.path, 'home');
  const run = async (): Promise<RunResult> => exited(0);
  const fence = createFence({ codexHome, env: {}, platform: 'darwin', exists: () => true, run });
  expect(await fence.support()).toEqual({ kind: 'seatbelt' });
  const fenced = await fence.wrap({ ...readOnly, cwd: '/usr/lib' });
  expect(fenced?.argv[0]).toBe('/usr/bin/sandbox-exec');
  expect(fenced?.argv).toContain(`-DPATH_0=${codexHome}/auth.json`);
  expect(fenced?.argv).toContain(`-DPATH_1=${codexHome}/.credentials.json`);
  expect(fenced?.argv).toContain(`-DPATH_2=${codexHome}/.env`);
  expect(fenced).toMatchObject({ cwd: '/usr/lib', fds: [] });
  expect(fenced?.env).toEqual({ CODEX_SANDBOX: 'seatbelt', CODEX_SANDBOX_NETWORK_DISABLED: '1' });
});

test('a failure is not believed for ever', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let installed = false;
  const { fence, started } = machine(() => (installed ? exited(0) : exited(1, 'bwrap: busy')));
  expect((await fence.support()).kind).toBe('none');
  const trials = started.length;
  installed = true;
  expect((await fence.support()).kind).toBe('none');
  expect(started).toHaveLength(trials);
  vi.advanceTimersByTime(30_000);
  expect((await fence.support()).kind).toBe('bubblewrap');
});
