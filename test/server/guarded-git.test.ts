import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitEnvironment, scratchFolder } from '../support/scratch.js';
import { hostileRepository, program, WAYS, type Way } from './hostile-git.js';
import { decide, session, shell } from './shell-session.js';

/** The server finds no folder to try a sandbox in, so that it has none; its commands have one. */
const NO_SANDBOX = { TMPDIR: '/nonexistent', ...gitEnvironment };
const CONFIG = '[shell_environment_policy.set]\nTMPDIR = "/tmp"\n';

async function run(way: Pick<Way, 'make' | 'argv'>, sandbox: string, env: Record<string, string> = NO_SANDBOX) {
  const traces = await scratchFolder('traces');
  const trace = join(traces.path, 'it-ran');
  const replies = [{ calls: [shell([...way.argv])] }, { text: 'done' }];
  const s = await session(replies, { approvalPolicy: 'untrusted', sandbox }, { env, config: CONFIG });
  decide(s.server, 'denied');
  const { work } = s.server;
  program(join(traces.path, 'run'), [trace]);
  hostileRepository(work, join(traces.path, 'run'), way.make);
  await s.say();
  await s.server.next('task_complete');
  return {
    ...s,
    work,
    asked: () => s.server.received('execCommandApproval').length,
    ran: () => existsSync(trace),
    async [Symbol.asyncDispose]() {
      await s[Symbol.asyncDispose]();
      await traces[Symbol.asyncDispose]();
    },
  };
}

// C220
test.each(WAYS)('no sandbox: $name runs nothing', async ({ asks = false, neverRuns = false, ...way }) => {
  await using s = await run(way, 'danger-full-access');
  expect({ asked: s.asked(), ran: s.ran() }).toEqual({ asked: asks ? 1 : 0, ran: false });
  if (!asks) expect(s.outputs()?.[0]).toContain('"exit_code"');
  // The same without the guard, to see that the repository is as hostile as it is meant to be.
  const [name = '', ...args] = way.argv;
  spawnSync(name, args, { cwd: s.work, stdio: 'ignore', timeout: 10_000, env: { ...process.env, ...gitEnvironment } });
  expect(s.ran()).toBe(!neverRuns);
});

const nothing = (): void => {};

test.each(['read-only', 'workspace-write', 'danger-full-access'])(
  '%s, no sandbox: git says what it says',
  async (sandbox) => {
    for (const [argv, said] of [
      [['git', 'status', '--short'], ' M file'],
      [['git', 'diff'], '-one\\n+two'],
      [['git', 'log', '--oneline', '--stat'], 'file | 1 +'],
      [['git', 'show', 'HEAD:file'], 'one'],
      [['bash', '-lc', "git branch --list 'ma*'"], '* main'],
    ] as const) {
      await using s = await run({ make: nothing, argv }, sandbox);
      expect({ argv, asked: s.asked() }).toEqual({ argv, asked: 0 });
      expect(s.outputs()?.[0]).toContain(said);
      expect(s.server.received('exec_command_begin')[0]?.params).toMatchObject({ msg: { command: argv } });
    }
  },
);

test.each([
  ['another command beside it', ['bash', '-lc', 'git status && git log']],
  ['another folder', ['bash', '-lc', 'cd sub && git status']],
  ['names of files in place of a glob', ['bash', '-lc', 'git diff f*']],
  ['a shell that is not known', ['zsh', '-lc', 'git status']],
  ['files that are not of the repository', ['git', 'diff', '/dev/null', '/etc/hostname']],
  ['files above the folder', ['git', 'diff', '../a', '../b']],
  ['files compared as they are', ['git', 'diff', '--no-index', 'file', 'same']],
  ['a branch that is made', ['git', 'branch', 'new']],
  ['another configuration', ['git', '-c', 'core.fsmonitor=x', 'status']],
])('no sandbox: the user is asked about %s', async (_, argv) => {
  await using s = await run({ make: nothing, argv }, 'danger-full-access');
  expect(s.asked()).toBe(1);
});

test('no sandbox: a filter of the user is missed where files use it, and only there', async () => {
  await using folder = await scratchFolder('config');
  const own = await folder.write('gitconfig', '[filter "lfs"]\n\tclean = cat\n\tsmudge = cat\n\trequired = true\n');
  const env = { ...NO_SANDBOX, GIT_CONFIG_GLOBAL: own };
  const uses = (r: string): void => writeFileSync(join(r, '.gitattributes'), '*.bin filter=lfs\nfile filter=lfs\n');
  for (const [make, argv, asked] of [
    [nothing, ['git', 'status'], 0],
    [uses, ['git', 'status'], 1],
    [uses, ['git', 'log'], 0],
  ] as const) {
    await using s = await run({ make, argv }, 'danger-full-access', env);
    expect(s.asked()).toBe(asked);
  }
});

test('no sandbox and no git: the user is asked', async () => {
  await using empty = await scratchFolder('empty');
  await using s = await run({ make: nothing, argv: ['git', 'status'] }, 'danger-full-access', {
    ...NO_SANDBOX,
    PATH: empty.path,
  });
  expect(s.asked()).toBe(1);
});
