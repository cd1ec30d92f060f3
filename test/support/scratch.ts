import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of a test's own, gone when the test is over. */
export interface Scratch extends AsyncDisposable {
  readonly path: string;
  /** Writes a file below the folder and gives its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** `parent`: some programs refuse to live below the system's folder for temporary files. */
export async function scratchFolder(name: string, parent = tmpdir()): Promise<Scratch> {
  await mkdir(parent, { recursive: true });
  const path = await realpath(await mkdtemp(join(parent, `turnwire-${name}-`)));
  return {
    path,
    async write(file, content) {
      const target = join(path, file);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      return target;
    },
    // A child that is still ending may write into the folder while it is being removed.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }),
  };
}

/** Makes `path` a git repository with one commit, untouched by the git settings of the user who runs the tests. */
export function gitRepository(path: string): { commit: string } {
  git(path, 'init', '--quiet', '--initial-branch=main');
  git(path, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  return { commit: git(path, 'rev-parse', 'HEAD') };
}

/** Runs git there, with those settings and times, and gives what it says. */
export function git(path: string, ...args: string[]): string {
  const env = { ...process.env, ...gitEnvironment };
  return execFileSync('git', args, { cwd: path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env }).trim();
}

export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z',
};
