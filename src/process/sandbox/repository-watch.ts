import { type Dirent, lstatSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextLoop } from 'node:timers/promises';
import { entriesOf } from '../../os/read-folder.js';
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
 * Compares the repositories of some folders before and after each command. A program without privileges cannot fake the change time of an inode. So only the
 * names from before the command must be known.
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
      for (const [at, [path, inode]] of found.flatMap((each) => [...each]).entries()) {
        if (at % AT_ONCE === AT_ONCE - 1) await nextLoop(); // lets other work run
        const isKnown = known.get(path) === inode;
        if (!isKnown && isNew(path, start)) made.add(path);
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
      const isFew = looked + some.length <= AT_ONCE;
      looked += some.length;
      await Promise.all(
        some.map(async (folder) => {
          const entries = await entriesIn(folder, isFew);
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
  const inodes = found.map((path) => [path, look(path)?.ino] as const);
  return new Map(inodes.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** `isFew`: it is one of a few folders; many are read beside each other. None when it cannot be read. */
async function entriesIn(folder: string, isFew: boolean): Promise<Dirent[]> {
  try {
    const stats = isFew ? look(folder) : undefined; // a link can lead where an answer takes long
    return await entriesOf(folder, stats?.isDirectory() ? stats.size : undefined);
  } catch {
    return [];
  }
}

/** A bare folder is a repository since its `HEAD` exists. */
function isNew(path: string, start: number): boolean {
  return touched(path.endsWith('/.git') ? path : join(path, 'HEAD'), start);
}

async function hasChanged(path: string, start: number): Promise<boolean> {
  const isPointer = path.endsWith('/.git') && !look(path)?.isDirectory();
  if (isPointer && touched(path, start)) return true;
  for (const folder of isPointer ? await gitFolders(dirname(path)) : [path]) {
    if (DECIDING.some((name) => touched(join(folder, name), start))) return true;
    const hooks = join(folder, 'hooks');
    if ((await namesIn(hooks)).some((name) => touched(join(hooks, name), start))) return true;
  }
  return false;
}

/** Git does not run the examples that it puts into each new repository. */
async function namesIn(folder: string): Promise<string[]> {
  const entries = await entriesIn(folder, true);
  return entries.map(({ name }) => name).filter((name) => !name.endsWith('.sample'));
}

/** Its content, its name or its rights have changed since. */
function touched(path: string, start: number): boolean {
  return (look(path)?.ctimeMs ?? Number.NEGATIVE_INFINITY) >= start;
}

/** Synchronous: this runs dozens of times after each command, and a thread for each call costs more than the call. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
