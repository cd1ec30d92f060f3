import { chownSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxPolicy } from '../../protocol/rollout/policies.js';
import { createSandbox, type Sandbox, type SandboxedCommand } from '../../src/process/sandbox/sandbox.js';
import { type RunOptions, type RunResult, Supervisor } from '../../src/process/supervisor.js';
import { scratchFolder } from '../support/scratch.js';

export type WorkspaceWrite = SandboxPolicy & { mode: 'workspace-write' };

export const READ_ONLY: SandboxPolicy = { mode: 'read-only' };
export const workspaceWrite = (more: Partial<WorkspaceWrite> = {}): WorkspaceWrite => ({
  mode: 'workspace-write',
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: false,
  ...more,
});

/** A workspace behind the real sandbox, a home with secrets in it, and things outside to get at. */
export interface Setup extends AsyncDisposable {
  readonly path: string;
  readonly ws: string;
  readonly home: string;
  readonly outside: string;
  readonly sandbox: Sandbox;
  /** The text of a file of the setup; undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  write(name: string, content: string): Promise<string>;
  wrap(argv: readonly string[], policy?: SandboxPolicy, cwd?: string): Promise<SandboxedCommand>;
  run(argv: readonly string[], policy?: SandboxPolicy, more?: Partial<RunOptions>): Promise<Ran>;
  /** Runs a script of bash. */
  bash(script: string, policy?: SandboxPolicy, more?: Partial<RunOptions>): Promise<Ran>;
}

export type Ran = RunResult & { readonly kind: 'exited' };

/** Those who a server may be: the one who runs the tests and, where that is root, an ordinary user as well. */
export const USERS: readonly User[] =
  process.getuid?.() === 0
    ? [{ name: 'root' }, { name: 'an ordinary user', uid: 65_534 }]
    : [{ name: 'an ordinary user' }];
export interface User {
  readonly name: string;
  readonly uid?: number;
}

/** By default outside of `/tmp`, because that may be written. */
export async function setUp({ parent = '/var/tmp', user = USERS[0] as User } = {}): Promise<Setup> {
  const scratch = await scratchFolder('sandbox', parent);
  const at = (name: string): string => join(scratch.path, name);
  await mkdir(at('ws'));
  await scratch.write('home/auth.json', 'SECRET');
  await scratch.write('home/.credentials.json', 'SECRET');
  await scratch.write('home/.env', 'KEY=SECRET');
  await scratch.write('home/config.toml', 'model = "scripted"\n');
  await scratch.write('outside/file', 'untouched');
  const { uid } = user;
  if (uid !== undefined) {
    for (const name of ['', ...(await readdir(scratch.path, { recursive: true }))]) chownSync(at(name), uid, uid);
  }
  const sandbox = createSandbox({ codexHome: at('home'), env: {} });
  const supervisor = new Supervisor();
  const setup: Setup = {
    path: scratch.path,
    ws: at('ws'),
    home: at('home'),
    outside: at('outside'),
    sandbox,
    read: (name) => readFile(at(name), 'utf8').catch(() => undefined),
    write: (name, content) => scratch.write(name, content),
    async wrap(argv, policy = workspaceWrite(), cwd = at('ws')) {
      const sandboxed = await sandbox.wrap({ argv, cwd, policy, policyCwd: at('ws') });
      if (!sandboxed) throw new Error('no sandbox where one was asked for');
      return sandboxed;
    },
    async run(argv, policy, more = {}) {
      const sandboxed = await setup.wrap(argv, policy, more.cwd);
      const { argv: started, cwd, fds, env } = sandboxed;
      const who = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
      const options = { timeoutMs: 20_000, ...more, cwd, fds, env: { ...process.env, ...more.env, ...env } };
      const ended = supervisor.run({ ...options, argv: [...who, ...started] });
      sandboxed.started();
      const result = await ended;
      sandboxed.release();
      if (result.kind !== 'exited') throw new Error(`the command did not run to its end: ${JSON.stringify(result)}`);
      return result;
    },
    bash: (script, policy, more) => setup.run(['bash', '-c', script], policy, more),
    async [Symbol.asyncDispose]() {
      await supervisor.close();
      await scratch[Symbol.asyncDispose]();
    },
  };
  return setup;
}

/** The processes of this machine that have `word` among their arguments. */
export async function processesWith(word: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return line.split('\0').includes(word) ? [pid] : [];
    }),
  );
  return found.flat();
}
