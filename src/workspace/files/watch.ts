import { type BigIntStats, type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PathWatch } from '../../core/ports/index.js';
import { failed } from './refusals.js';

/** How long changes are collected. */
const COLLECT_MS = 200;
/** After a watcher could not be made (the system has a limit). */
const AGAIN_MS = 1000;
/** More than these at once are reported as a change of the path as a whole. */
const MAX_PATHS = 10_000;

/**
 * Watches a path from two sides. The nearest folder above it that exists reports when an entry of its name is made, removed or replaced. The file or
 * folder itself reports its own changes, also through links.
 */
export class WatchedPath implements PathWatch {
  readonly #path: string;
  readonly #changed: (paths: readonly string[]) => unknown;
  readonly #paths = new Set<string>();
  #above: FSWatcher | undefined;
  /** The folder that `#above` watches. */
  #aboveFolder = '';
  #own: FSWatcher | undefined;
  /** What `#own` watches, as device and inode. */
  #identity: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #isReporting = false;
  #closed = false;

  /** Throws `AppError` when the system lets nothing more be watched. */
  constructor(path: string, changed: (paths: readonly string[]) => unknown) {
    this.#path = path;
    this.#changed = changed;
    try {
      this.#watch();
    } catch (e) {
      this.close();
      throw failed(path, e as NodeJS.ErrnoException);
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
    this.#above?.close();
    this.#own?.close();
  }

  #watch(): void {
    this.#watchAbove();
    this.#watchOwn();
  }

  #watchAbove(): void {
    const parent = dirname(this.#path);
    if (parent === this.#path) return;
    // A folder that was made before its parent was watched is not reported: look until nothing has changed meanwhile.
    for (
      let folder = nearestFolder(parent);
      !this.#above || folder !== this.#aboveFolder;
      folder = nearestFolder(parent)
    ) {
      this.#above?.close();
      this.#above = undefined;
      this.#aboveFolder = folder;
      this.#above = this.#listen(folder, (name) => this.#onEventAbove(folder === parent, name));
    }
  }

  #onEventAbove(isParent: boolean, name: string | null): void {
    if (isParent && name !== null && name !== basename(this.#path)) return;
    const before = this.#identity;
    this.#look();
    if (isParent || this.#identity !== before) this.#report(this.#path);
  }

  #watchOwn(): void {
    const found = statOf(this.#path);
    const identity = found && `${found.dev}:${found.ino}`;
    if (identity === this.#identity && (this.#own || !found)) return;
    this.#own?.close();
    this.#own = undefined;
    this.#identity = identity;
    if (!found) return;
    const isFolder = found.isDirectory();
    this.#own = this.#listen(this.#path, (name, event) => {
      // A folder that is moved or removed names itself, as an entry of its own name would be.
      const isSelf = !isFolder || name === null || (event === 'rename' && name === basename(this.#path));
      if (isFolder && name !== null && !(isSelf && statOf(join(this.#path, name)) === undefined))
        this.#report(join(this.#path, name));
      if (!isSelf) return;
      this.#report(this.#path);
      this.#look();
    });
  }

  /** Looks again at what is there. What cannot be watched now is tried later. */
  #look(): void {
    if (this.#closed) return;
    try {
      this.#watch();
    } catch {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.#look(), AGAIN_MS).unref();
    }
  }

  #listen(path: string, onEvent: (name: string | null, event: string) => void): FSWatcher {
    const watcher = watch(path, { persistent: false }, (event, name) => onEvent(name, event));
    // The folder is removed, or may not be read any more: the watch of the folder above reports that.
    watcher.on('error', () => watcher.close());
    return watcher;
  }

  #report(path: string): void {
    if (this.#closed) return;
    this.#paths.add(path);
    if (this.#paths.size > MAX_PATHS) {
      this.#paths.clear();
      this.#paths.add(this.#path);
    }
    if (this.#isReporting) return;
    this.#timer ??= setTimeout(() => void this.#tell(), COLLECT_MS).unref();
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const paths = [...this.#paths].sort();
    this.#paths.clear();
    this.#isReporting = true;
    await this.#changed(paths);
    this.#isReporting = false;
    const next = this.#paths.values().next();
    if (!next.done) this.#report(next.value);
  }
}

/** Of a path and those above it. The root always exists. */
function nearestFolder(path: string): string {
  return statOf(path)?.isDirectory() || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Undefined where nothing is, or nothing that may be looked at. */
function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
