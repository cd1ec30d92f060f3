import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type RunOptions, Supervisor } from '../../src/process/supervisor.js';
import { diffToRemote, type RemoteDiff } from '../../src/workspace/remote-diff.js';
import { git, gitEnvironment, gitRepository, type Scratch, scratchFolder } from '../support/scratch.js';

// What the server asks git must not depend on the settings of the user who runs the tests.
Object.assign(process.env, gitEnvironment);

export class CountingSupervisor extends Supervisor {
  runs = 0;

  override run(options: RunOptions) {
    this.runs++;
    return super.run(options);
  }
}

export interface Yard extends AsyncDisposable {
  readonly scratch: Scratch;
  /** A repository on `main`, pushed to `remote.git`. */
  readonly ws: string;
  readonly supervisor: CountingSupervisor;
  git(...args: string[]): string;
  write(name: string, content?: string | Uint8Array): Promise<string>;
  diff(cwd?: string): Promise<RemoteDiff>;
  /** Why there is no diff. */
  reason(cwd?: string): Promise<string>;
}

export async function yard(): Promise<Yard> {
  const scratch = await scratchFolder('git');
  const ws = join(scratch.path, 'ws');
  mkdirSync(ws);
  const supervisor = new CountingSupervisor();
  gitRepository(ws);
  git(scratch.path, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  git(scratch.path, '-C', 'remote.git', 'config', 'receive.denyDeleteCurrent', 'ignore');
  git(ws, 'remote', 'add', 'origin', '../remote.git');
  git(ws, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  const diff = (cwd = ws) => diffToRemote(supervisor, { cwd, env: process.env, signal: new AbortController().signal });
  return {
    scratch,
    ws,
    supervisor,
    git: (...args) => git(ws, ...args),
    write: (name, content = `${name}\n`) => scratch.write(join('ws', name), content),
    diff,
    reason: (cwd) =>
      diff(cwd).then(
        ({ sha }) => `there is one, to ${sha}`,
        (error: { code: string; data: { reason: string } }) => error.data.reason,
      ),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  };
}
