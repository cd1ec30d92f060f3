import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitFolders } from './git-folders.js';
import { isMountPoint } from './mount-points.js';

/** Repositories that a command has made or changed so that the next git there may run something. */
export interface RepositoryChanges {
  readonly made: readonly string[];
  readonly changed: readonly string[];
}

/** Limits of the search: it must not take longer than the command. */
const MAX_FOLDERS = 2000;
const MAX_DEPTH = 6;
const AT_ONCE = 16;
/** Packages come with thousands of folders. */
const SKIPPED = new Set(['node_modules', '.git', '.venv', 'target']);
/** The clock of a file system is a little behind. */
const CLOCK_MS = 10;
/** What git takes programs from, in a folder of git. */
const DECIDING = ['config', 'config.worktree', 'commondir', 'hooks'];

/**
 * Compares the repositories of some folders before and after each command. What a change of a file's inode says of its time cannot be faked by a
 * program without privileges, so only the names that are there need to be known from before.
 */
export class RepositoryWatch {
  readonly #known = new Map<string, Promise<ReadonlyMap<string, number>>>();

  /** Call it before the command starts, and call the returned function after its end. */
  async begin(roots: readonly string[]): Promise<() => Promise<RepositoryChanges>> {
    for (const root of roots) if (!this.#known.has(root)) this.#known.set(root, repositoriesIn(root));
    const before = await Promise.all(roots.map((root) => this.#known.get(root)));
    const start = Date.now() - CLOCK_MS;
    return async () => {
      const found = await Promise.all(roots.map((root) => this.#scan(root)));
      const known = new Map(before.flatMap((each) => [...(each ?? [])]));
      const [made, changed]: [Set<string>, Set<string>] = [new Set(), new Set()];
      for (const [path, inode] of found.flatMap((each) => [...each])) {
        const isKnown = known.get(path) === inode;
        if (!isKnown && (await isNew(path, start))) made.add(path);
        else if (await hasChanged(path, start)) changed.add(path);
      }
      // Folders are read at once and answer in any order; the user gets one order.
      return { made: [...made].sort(), changed: [...changed].sort() };
    };
  }

  #scan(root: string): Promise<ReadonlyMap<string, number>> {
    const found = repositoriesIn(root);
    this.#known.set(root, found);
    return found;
  }
}

/** Everything named `.git` below a folder, and bare repositories; with their inodes. */
async function repositoriesIn(root: string): Promise<ReadonlyMap<string, number>> {
  const found: string[] = [];
  let level = [root];
  let looked = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && looked < MAX_FOLDERS; depth++) {
    const next: string[] = [];
    for (let at = 0; at < level.length && looked < MAX_FOLDERS; at += AT_ONCE) {
      const some = level.slice(at, at + Math.min(AT_ONCE, MAX_FOLDERS - looked));
      looked += some.length;
      await Promise.all(
        some.map(async (folder) => {
          const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
          const names = new Set(entries.map(({ name }) => name));
          if (names.has('.git') && !isMountPoint(join(folder, '.git'))) found.push(join(folder, '.git'));
          if (['HEAD', 'objects', 'refs'].every((name) => names.has(name))) found.push(folder);
          for (const entry of entries) {
            if (entry.isDirectory() && !SKIPPED.has(entry.name)) next.push(join(folder, entry.name));
          }
        }),
      );
    }
    level = next;
  }
  const inodes = await Promise.all(
    found.map((path) =>
      lstat(path).then(
        (stats) => [path, stats.ino] as const,
        () => undefined,
      ),
    ),
  );
  return new Map(inodes.filter((entry) => entry !== undefined));
}

/** A folder by itself is a repository since its HEAD is there. */
function isNew(path: string, start: number): Promise<boolean> {
  return touched(path.endsWith('/.git') ? path : join(path, 'HEAD'), start);
}

async function hasChanged(path: string, start: number): Promise<boolean> {
  const isDotGit = path.endsWith('/.git');
  if (isDotGit && !(await lstat(path).catch(() => undefined))?.isDirectory() && (await touched(path, start)))
    return true;
  const folders = isDotGit ? await gitFolders(dirname(path)) : [path];
  const deciding = folders.flatMap((folder) => DECIDING.map((name) => join(folder, name)));
  const hooks = await Promise.all(folders.map((folder) => namesIn(join(folder, 'hooks'))));
  const all = await Promise.all([...deciding, ...hooks.flat()].map((each) => touched(each, start)));
  return all.includes(true);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}

/** Its content, its name or its rights have changed since. */
async function touched(path: string, start: number): Promise<boolean> {
  try {
    return (await lstat(path)).ctimeMs >= start;
  } catch {
    return false;
  }
}
