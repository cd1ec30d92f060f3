import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GitInfo } from '../../protocol/core/rollout.js';
import type { Supervisor } from '../process/supervisor.js';

/** The reply of `newConversation` waits for this, so a git that hangs is given up early; the fields are then left out. */
const TIMEOUT_MS = 1000;

/** Commit, branch and origin of the repository around `cwd` (v1-protocol §10.2); undefined outside of one. */
export async function gitInfo(
  supervisor: Supervisor,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<GitInfo | undefined> {
  // A folder that does not exist is accepted as working directory; git cannot be asked there.
  if (!existsSync(cwd) || !insideRepository(cwd)) return undefined;
  const git = async (...args: string[]): Promise<string | undefined> => {
    const argv = ['git', '-c', 'core.fsmonitor=false', ...args];
    const result = await supervisor.run({ argv, cwd, env: { ...env, ...QUIET }, timeoutMs: TIMEOUT_MS });
    return result.kind === 'exited' && result.exitCode === 0 ? result.stdout.trim() || undefined : undefined;
  };
  const [head, origin] = await Promise.all([
    git('rev-parse', 'HEAD', '--abbrev-ref', 'HEAD'),
    git('remote', 'get-url', 'origin'),
  ]);
  const [commit, branch] = head?.split('\n') ?? [];
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

const QUIET = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
