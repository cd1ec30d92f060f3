import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegularFile } from '../../os/open-regular-file.js';
import { type RunResult, Supervisor } from '../supervisor.js';
import type { Sandbox } from './sandbox.js';
import { secretPaths } from './secrets.js';

export interface Diagnosis {
  /** To print, in this order. */
  readonly lines: string[];
  /** Whether there is a sandbox and it held in every trial. */
  readonly ok: boolean;
}

/** Prints which sandbox works, with tests of its limits, or how to install one. */
export async function diagnose(sandbox: Sandbox): Promise<Diagnosis> {
  const { kind, reason, howTo } = await sandbox.support();
  if (kind === 'none') {
    const lines = [
      `FAIL sandbox: none; ${reason}`,
      'A command that needs one runs only with an approval, or is refused.',
      howTo ?? '',
    ];
    return { lines: lines.filter((line) => line !== ''), ok: false };
  }
  const scratch = await mkdtemp(join(await realpath(tmpdir()), 'turnwire-doctor-'));
  const listener = await listen();
  try {
    const workspace = join(scratch, 'workspace');
    await mkdir(workspace);
    const inside = inWorkspace(sandbox, workspace);
    const trials: [string, boolean][] = [
      ['a command writes to its workspace', await writes(inside, join(workspace, 'inside'))],
      ['it cannot write outside of it', !(await writes(inside, join(scratch, 'outside')))],
      ['it cannot reach the network', (await inside(CONNECT, String(listener.port))) === 'refused'],
    ];
    for (const path of secretPaths(sandbox.codexHome)) {
      if (await isReadable(path)) trials.push([`it cannot read ${path}`, (await inside(READ, path)) === 'refused']);
    }
    const lines = trials.map(([what, held]) => `${held ? 'ok  ' : 'FAIL'} ${what}`);
    return { lines: [`ok   sandbox: ${kind}`, ...lines], ok: trials.every(([, held]) => held) };
  } finally {
    listener.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Each says `done` when it could do it and `refused` when it could not; anything else is a broken trial. */
const WRITE = 'require("fs").writeFileSync(process.argv[1], "")';
const READ = 'require("fs").readFileSync(process.argv[1])';
const CONNECT = `await new Promise((done, failed) => {
  require("net").connect(Number(process.argv[1]), "127.0.0.1", done).once("error", failed);
})`;
const attempt = (script: string): string =>
  `(async () => { ${script} })().then(() => "done", () => "refused").then((said) => { console.log(said); process.exit() })`;

type Inside = (script: string, argument: string) => Promise<string>;

/** Runs a trial in a sandbox with one writable folder and no network; returns what it printed. */
function inWorkspace(sandbox: Sandbox, workspace: string): Inside {
  const supervisor = new Supervisor();
  return async (script, argument) => {
    const argv = [process.execPath, '-e', attempt(script), argument];
    const sandboxed = await sandbox.wrap({ argv, cwd: workspace, policy: POLICY, policyCwd: workspace });
    if (!sandboxed) return 'not sandboxed';
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...sandboxed.env };
    const { argv: started, cwd, fds } = sandboxed;
    try {
      return said(await supervisor.run({ argv: started, cwd, fds, env, timeoutMs: 10_000 }));
    } finally {
      sandboxed.release();
    }
  };
}

const POLICY = {
  mode: 'workspace-write',
  network_access: false,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
} as const;

function said(result: RunResult): string {
  if (result.kind === 'not-started') return result.error.message;
  return result.stdout.trim() || result.stderr.trim();
}

/** Checks the files afterwards, not the output of the command. */
async function writes(inside: Inside, path: string): Promise<boolean> {
  await inside(WRITE, path);
  return existsSync(path);
}

async function isReadable(path: string): Promise<boolean> {
  try {
    const file = await openRegularFile(path);
    await file.close();
    return true;
  } catch {
    return false;
  }
}

async function listen(): Promise<{ port: number; close(): void }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return { port: address.port, close: () => void server.close() };
}
