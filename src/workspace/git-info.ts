import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GitInfo } from '../../protocol/core/rollout.js';
import { run } from '../process/run.js';

/** The reply of `newConversation` waits for this, so a git that hangs is given up early; the fields are then left out. */
const TIMEOUT_MS = 1000;

/** Commit, branch and origin of the repository around `cwd` (v1-protocol §10.2); undefined outside of one. */
export async function gitInfo(cwd: string): Promise<GitInfo | undefined> {
  if (!insideRepository(cwd)) return undefined;
  const [commit, branch, origin] = await Promise.all([
    git(cwd, ['rev-parse', 'HEAD']),
    git(cwd, ['rev-parse', '--abbrev-ref', 'HEAD']),
    git(cwd, ['remote', 'get-url', 'origin']),
  ]);
  return {
    ...(commit ? { commit_hash: commit } : {}),
    ...(branch && branch !== 'HEAD' ? { branch } : {}),
    ...(origin ? { repository_url: origin } : {}),
  };
}

/** A look at the folders above saves starting git where there is no repository. */
function insideRepository(cwd: string): boolean {
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return true;
    if (dirname(dir) === dir) return false;
  }
}

async function git(cwd: string, args: string[]): Promise<string | undefined> {
  const env = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
  const { exitCode, stdout } = await run(['git', '-c', 'core.fsmonitor=false', ...args], {
    cwd,
    env,
    timeoutMs: TIMEOUT_MS,
  });
  return exitCode === 0 ? stdout.trim() || undefined : undefined;
}
