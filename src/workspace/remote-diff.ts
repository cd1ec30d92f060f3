import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../protocol/errors.js';
import type { Supervisor } from '../process/supervisor.js';
import { Git, GitError } from './git.js';
import { withoutForeignFilters } from './git-filters.js';
import { nearestRemoteCommit } from './remote-commit.js';
import { repositoryAround } from './repository.js';

export interface RemoteDiff {
  /** The nearest commit that a remote has. */
  readonly sha: string;
  /** From there to the working tree; applies at the root of the repository. */
  readonly diff: string;
}

export interface RemoteDiffRequest {
  readonly cwd: string;
  /** As the client wrote it; errors quote it. */
  readonly as?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** All calls of git together. */
const TIMEOUT_MS = 15_000;
/** A client could not show more, and the diff must fit into one line of JSON. */
const MAX_DIFF_BYTES = 32 * 1024 * 1024;

/** How the working tree around `cwd` differs from the nearest commit that a remote has. Throws `AppError` `git_diff_failed`. */
export async function diffToRemote(
  supervisor: Supervisor,
  { cwd, as = cwd, env, signal }: RemoteDiffRequest,
): Promise<RemoteDiff> {
  try {
    if (!existsSync(cwd)) throw new GitError('the folder does not exist');
    if (repositoryAround(cwd) === undefined) throw new GitError('there is no git repository around this folder');
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const git = new Git(supervisor, { cwd, env, signal: AbortSignal.any([signal, timeout]) });
    try {
      return await diffIn(git);
    } catch (e) {
      throw timeout.aborted ? new GitError(`git took longer than ${TIMEOUT_MS / 1000} s`) : e;
    }
  } catch (e) {
    if (!(e instanceof GitError)) throw e;
    const message = `failed to compute git diff to remote for cwd: ${quoted(as)}`;
    throw new AppError('git_diff_failed', message, { cwd: as, reason: e.message }, { cause: e });
  }
}

/** From the root, so that all paths have the same base (C55). */
async function diffIn(here: Git): Promise<RemoteDiff> {
  const root = (await here.bytes(['rev-parse', '--show-toplevel'])).toString('utf8').replace(/\n$/, '');
  const git = here.with({ cwd: root });
  const [sha, careful] = await Promise.all([nearestRemoteCommit(git), withoutForeignFilters(git)]);
  const [tracked, untracked] = await Promise.all([
    careful.bytes([...DIFF, sha], { maxBytes: MAX_DIFF_BYTES }),
    untrackedDiff(careful, sha),
  ]);
  const diff = Buffer.concat([tracked, untracked]);
  if (diff.length > MAX_DIFF_BYTES) throw new GitError(`the diff has more than ${MAX_DIFF_BYTES / 1024 / 1024} MiB`);
  return { sha, diff: diff.toString('utf8') };
}

/** A form that applies with every configuration of the user. Changes inside of a submodule are not part of this repository. */
const DIFF = [
  'diff',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  '--ignore-submodules=dirty',
  '--binary',
];

/** The object ids of a tree with nothing in it, by their length (SHA-1 and SHA-256); git knows them without having stored one. */
const EMPTY_TREE: Record<number, string> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * Every untracked file as a new one, in one call for any number: a separate index, not the repository's, lists them, and git compares
 * nothing with what is in the working tree.
 */
async function untrackedDiff(git: Git, sha: string): Promise<Buffer> {
  const listed = await git.bytes(['ls-files', '--others', '--exclude-standard', '-z']);
  const entries = indexEntries(listed, '1'.repeat(sha.length));
  if (entries.length === 0) return entries;
  const folder = await mkdtemp(join(tmpdir(), 'turnwire-index-'));
  try {
    const apart = git.with({ more: { GIT_INDEX_FILE: join(folder, 'index') } });
    await apart.bytes(['update-index', '-z', '--index-info'], { stdin: entries });
    return await apart.bytes([...DIFF, EMPTY_TREE[sha.length] as string], { maxBytes: MAX_DIFF_BYTES });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * For `git update-index --index-info`, from names with a NUL behind each. Names are bytes, in any encoding. One with a slash at its end is another
 * repository. The object is never looked up: the file in the working tree is newer than an entry without times.
 */
function indexEntries(listed: Buffer, object: string): Buffer {
  const entries: Buffer[] = [];
  for (let start = 0; start < listed.length; ) {
    const end = listed.indexOf(0, start);
    if (listed[end - 1] !== 0x2f) {
      entries.push(Buffer.from(`100644 ${object} 0\t`), listed.subarray(start, end + 1));
    }
    start = end + 1;
  }
  return Buffer.concat(entries);
}

/** As the reference quotes a path. */
function quoted(path: string): string {
  const names: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };
  const inside = path
    .replace(/["\\]/g, '\\$&')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
    .replace(/[\u0000-\u001f\u007f]/g, (char) => names[char] ?? `\\u{${char.charCodeAt(0).toString(16)}}`);
  return `"${inside}"`;
}
