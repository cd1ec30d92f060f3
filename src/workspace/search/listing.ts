import { realpathSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Pace } from '../../os/pace.js';
import { type Folder, readFolder } from './folder.js';
import { makeRulesAbove, type RulesAbove, readRulesAbove } from './folder-rules.js';
import type { UserFolders } from './git-excludes.js';
import { Rules } from './ignore-rules.js';

/** Files and folders of one root; what lies deepest beyond that is not found. */
const MAX_ENTRIES = 1_000_000;
/** After a look of 20 ms, the next look waits 200 ms, so that looks never take much of the time. */
const TRUSTED_TIMES = 10;
/** The wait ends at most this long after the look began: files that are older than two seconds are found. */
const TRUSTED_AT_MOST_MS = 2000;

/** A search that waits for the files, until it is cancelled. */
export interface Searcher {
  readonly stopped: boolean;
}

export interface Piece {
  readonly folders: Iterable<Folder>;
  readonly last: boolean;
}

/** The files below one root. Each folder is remembered, and read again only when its times or the rules have changed. */
export class Listing {
  readonly #root: string;
  readonly #user: UserFolders;
  #folders = new Map<string, Folder>();
  #above: { key: string; read: RulesAbove; rules: Rules } | undefined;
  #trustedUntil = 0;
  #looking: Promise<void> | undefined;
  /** What the present look, or the last one, has found so far. */
  #found: Folder[] = [];
  #searchers = new Set<Searcher>();
  #files = 0;

  constructor(root: string, user: UserFolders) {
    this.#root = root;
    this.#user = user;
  }

  get files(): number {
    return this.#files;
  }

  /** The folders as they are, or were a moment ago. Searchers who come while one looks wait for the same look. */
  async folders(searcher: Searcher): Promise<Iterable<Folder>> {
    if (performance.now() >= this.#trustedUntil) {
      this.#searchers.add(searcher);
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
        this.#searchers.clear();
      });
      await this.#looking;
    }
    return this.#folders.values();
  }

  /** The same in pieces: while one looks, what was found since the last piece, every this many milliseconds. */
  async *pieces(searcher: Searcher, everyMs: number): AsyncGenerator<Piece> {
    let given = 0;
    let ended: Iterable<Folder> | undefined;
    const isLooking = performance.now() >= this.#trustedUntil;
    const all = this.folders(searcher).then((folders) => (ended = folders));
    const found = this.#found;
    if (!isLooking) return yield { folders: await all, last: true };
    for (;;) {
      await Promise.race([all, setTimeout(everyMs)]);
      const last = ended !== undefined || searcher.stopped;
      const folders = found.slice(given);
      given = found.length;
      yield { folders, last };
      if (last) return;
    }
  }

  async #look(): Promise<void> {
    const started = performance.now();
    const root = realFolder(this.#root);
    const above = root === undefined ? undefined : this.#rulesAbove(root);
    const found = new Map<string, Folder>();
    this.#found = [];
    const queue = [{ path: '', rules: above?.rules ?? NOTHING }];
    const pace = new Pace();
    let entries = 0;
    for (let next = 0; root !== undefined && next < queue.length && entries < MAX_ENTRIES; next++) {
      if (pace.due) {
        await pace.rest();
        if ([...this.#searchers].every(({ stopped }) => stopped)) return this.#keep(found);
      }
      const { path, rules } = queue[next] as { path: string; rules: Rules };
      const folder = readFolder(root, path, rules, above?.read.userRules ?? '', this.#folders.get(path));
      if (folder === undefined) continue;
      found.set(path, folder);
      this.#found.push(folder);
      entries += folder.files.length + 1;
      for (const inside of folder.folders) queue.push({ path: inside, rules: folder.rules });
    }
    this.#folders = found;
    this.#files = 0;
    for (const folder of found.values()) {
      this.#files += folder.files.length;
      folder.rules.rest();
    }
    this.#trustedUntil = started + Math.min((performance.now() - started) * (1 + TRUSTED_TIMES), TRUSTED_AT_MOST_MS);
  }

  /** No search waits any more: the folders that were read are kept for the next one. */
  #keep(found: ReadonlyMap<string, Folder>): void {
    for (const [path, folder] of found) this.#folders.set(path, folder);
  }

  #rulesAbove(root: string): { read: RulesAbove; rules: Rules } {
    const read = readRulesAbove(root, this.#user);
    const key = JSON.stringify([root, read]);
    if (this.#above?.key !== key) this.#above = { key, read, rules: makeRulesAbove(root, read) };
    return this.#above;
  }
}

const NOTHING = new Rules([], [], []);

function realFolder(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
