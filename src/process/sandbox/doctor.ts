import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunResult, Supervisor } from '../supervisor.js';
import type { Fence } from './fence.js';
import { secretPaths } from './secrets.js';

export interface Diagnosis {
  /** For people, in this order. */
  readonly lines: string[];
  /** Whether there is a fence and it held in every trial. */
  readonly ok: boolean;
}

/** Which fence there is, with trials of what it must keep in; and how to get one where there is none. */
export async function diagnose(fence: Fence): Promise<Diagnosis> {
  const { kind, reason, howTo } = await fence.support();
  if (kind === 'none') {
    const lines = [`FAIL fence: none; ${reason}`, 'Commands that want one are asked for, or refused.', howTo ?? ''];
    return { lines: lines.filter((line) => line !== ''), ok: false };
  }
  const scratch = await mkdtemp(join(await realpath(tmpdir()), 'turnwire-doctor-'));
  const listener = await listen();
  try {
    const workspace = join(scratch, 'workspace');
    await mkdir(workspace);
    const inside = inWorkspace(fence, workspace);
    const trials: [string, boolean][] = [
      ['a command writes to its workspace', await writes(inside, join(workspace, 'inside'))],
      ['it cannot write outside of it', !(await writes(inside, join(scratch, 'outside')))],
      ['it cannot reach the network', (await inside(CONNECT, String(listener.port))) === 'refused'],
    ];
    for (const path of await secretPaths(fence.codexHome)) {
      if (await isReadable(path)) trials.push([`it cannot read ${path}`, (await inside(READ, path)) === 'refused']);
    }
    const lines = trials.map(([what, held]) => `${held ? 'ok  ' : 'FAIL'} ${what}`);
    return { lines: [`ok   fence: ${kind}`, ...lines], ok: trials.every(([, held]) => held) };
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

/** Runs a trial behind the fence of a workspace without the network and without the temporary folders; gives what it said. */
function inWorkspace(fence: Fence, workspace: string): Inside {
  const supervisor = new Supervisor();
  return async (script, argument) => {
    const argv = [process.execPath, '-e', attempt(script), argument];
    const fenced = await fence.wrap({ argv, cwd: workspace, policy: POLICY, policyCwd: workspace });
    if (!fenced) return 'not fenced';
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...fenced.env };
    const { argv: started, cwd, fds } = fenced;
    return said(await supervisor.run({ argv: started, cwd, fds, env, timeoutMs: 10_000 }));
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

/** By what is there afterwards, not by what the command says. */
async function writes(inside: Inside, path: string): Promise<boolean> {
  await inside(WRITE, path);
  return existsSync(path);
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await readFile(path);
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
