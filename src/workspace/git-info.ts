import type { RepositoryState } from '../domain/record.js';
import type { Supervisor } from '../process/supervisor.js';
import { Git } from './git.js';
import { Origins } from './origins.js';
import { type Head, isPlain, readHead, repositoryAround } from './repository.js';

/** The reply of `newConversation` waits for this, so a git that hangs is given up early; the fields are then left out. */
const TIMEOUT_MS = 1000;

/** Commit, branch and origin of the repository around `cwd` (C8); undefined outside of one. */
export async function gitInfo(
  supervisor: Supervisor,
  cwd: string,
  env: NodeJS.ProcessEnv,
  origins = new Origins(env),
): Promise<RepositoryState | undefined> {
  const dotGit = repositoryAround(cwd);
  if (dotGit === undefined || !isPlain(dotGit)) return undefined;
  const git = new Git(supervisor, { cwd, env, timeoutMs: TIMEOUT_MS });
  const [head, origin] = await Promise.all([
    readHead(dotGit).then((read) => read ?? askHead(git)),
    origins.of(cwd, dotGit, git),
  ]);
  if (!head && !origin && (await git.linesIfAny('rev-parse', '--git-dir')).length === 0) return undefined;
  return {
    ...(head ? { commitHash: head.commit } : {}),
    ...(head?.branch ? { branch: head.branch } : {}),
    ...(origin ? { repositoryUrl: origin } : {}),
  };
}

async function askHead(git: Git): Promise<Head | undefined> {
  const [commit, branch] = await git.linesIfAny('rev-parse', 'HEAD', '--abbrev-ref', 'HEAD');
  return commit === undefined ? undefined : { commit, branch: branch === 'HEAD' ? undefined : branch };
}
