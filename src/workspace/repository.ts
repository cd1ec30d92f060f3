import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readRegularFile, readRegularFileSync } from '../os/open-regular-file.js';

/** More than this is none of git's own files; `packed-refs` is the only long one. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_LINE_BYTES = 64 * 1024;

/** The path of the nearest `.git` above `cwd`, a folder or a file; undefined outside of a repository, and where there is no such folder. */
export function repositoryAround(cwd: string): string | undefined {
  let dir: string;
  try {
    dir = realpathSync.native(cwd); // git looks at the target of a link
  } catch {
    return undefined;
  }
  for (; ; dir = dirname(dir)) {
    const path = join(dir, '.git');
    if (existsSync(path)) return path;
    if (dirname(dir) === dir) return undefined;
  }
}

/** False when one of git's files is a pipe or a device: git would wait for ever. */
export function isPlain(dotGit: string): boolean {
  return [dotGit, join(dotGit, 'HEAD'), join(dotGit, 'config')].every((path) => {
    try {
      const stats = statSync(path);
      return stats.isFile() || (path === dotGit && stats.isDirectory());
    } catch {
      return true; // missing: git says so itself
    }
  });
}

export interface Head {
  readonly commit: string;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
}

/** The state of HEAD, read from the files of git. Undefined when they have another form than usual; then git must be run. */
export async function readHead(dotGit: string): Promise<Head | undefined> {
  try {
    const { folder, shared } = foldersOf(dotGit);
    const head = read(folder, 'HEAD');
    if (OBJECT_ID.test(head)) return { commit: head, branch: undefined };
    const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
    if (branch === undefined) return undefined;
    const commit = await commitOf(shared, `refs/heads/${branch}`);
    return commit === undefined ? undefined : { commit, branch };
  } catch {
    return undefined;
  }
}

const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** What git keeps for a repository. */
export interface GitFolders {
  readonly folder: string;
  /** The same folder, except in a linked worktree: branches and settings belong to all worktrees. */
  readonly shared: string;
}

/** Throws when git's files do not name them. */
export function foldersOf(dotGit: string): GitFolders {
  const folder = gitFolder(dotGit);
  return { folder, shared: sharedFolder(folder) };
}

/** In a linked worktree and in a submodule, `.git` is a file that names the folder. */
function gitFolder(dotGit: string): string {
  if (statSync(dotGit).isDirectory()) return dotGit;
  const named = /^gitdir: (.+)$/.exec(read(dotGit))?.[1];
  if (named === undefined) throw new Error(`${dotGit} names no folder`);
  return resolve(dirname(dotGit), named);
}

function sharedFolder(folder: string): string {
  const named = join(folder, 'commondir');
  return existsSync(named) ? resolve(folder, read(named)) : folder;
}

/** Undefined for a symbolic ref and for a branch without a commit. */
async function commitOf(folder: string, ref: string): Promise<string | undefined> {
  if (existsSync(join(folder, ref))) {
    const id = read(folder, ref);
    return OBJECT_ID.test(id) ? id : undefined;
  }
  const packed = (await readLong(folder, 'packed-refs')).split('\n').find((line) => line.endsWith(` ${ref}`));
  const id = packed?.slice(0, -ref.length - 1);
  return id !== undefined && OBJECT_ID.test(id) ? id : undefined;
}

/** One of the files of a line. */
const read = (...path: string[]): string =>
  readRegularFileSync(join(...path), { maxBytes: MAX_LINE_BYTES })
    .toString('utf8')
    .trimEnd();

const readLong = async (...path: string[]): Promise<string> =>
  (await readRegularFile(join(...path), { maxBytes: MAX_BYTES })).toString('utf8').trimEnd();
