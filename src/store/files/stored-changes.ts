import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ConversationSummary, PathWatch, StoredChange, StoredWatch, WatchPath } from '../../core/ports/index.js';
import { BACKGROUND_MS, Pace } from '../../os/pace.js';
import { archivedFiles } from './archived.js';
import { dayFolders } from './day-folders.js';
import { findRollout } from './find.js';
import type { Folders } from './folders.js';
import { parseRolloutName, timeOfId } from './rollout-name.js';

/** The newest folders of days that are watched. What changes in older ones is seen when its file appears in the archive. */
const MAX_DAYS = 60;
/** At the beginning, files without a message are searched in this many of the newest folders. */
const LOOKED_INTO = 2;

export interface StoredChangesOptions {
  readonly home: string;
  readonly folders: Folders;
  readonly watch: WatchPath;
  readonly changed: (change: StoredChange) => void;
  /** What the list shows of a file. `not-yet`: it has no message of a user. `hidden`: it is not listed. */
  readonly summaryOf: (path: string) => Promise<ConversationSummary | 'not-yet' | 'hidden'>;
  /** The names of all conversations. */
  readonly names: () => ReadonlyMap<string, string>;
}

/** `unlisted`: it has no message of a user, or is not there any more. */
interface Known {
  readonly where: 'stored' | 'archived' | 'unlisted';
  readonly path: string;
}

/** Notices changes of the rollouts in a home by any process: this server, another server, or another program. */
export class StoredChanges implements StoredWatch {
  readonly #options: StoredChangesOptions;
  readonly #sessions: string;
  readonly #archive: string;
  readonly #index: string;
  readonly #known = new Map<string, Known>();
  readonly #watches = new Map<string, PathWatch>();
  #names: ReadonlyMap<string, string> = new Map();
  /** Resolves when every change from now on is noticed. Lists wait for it: a change of what they show must not be missed. */
  readonly watching: Promise<void>;
  /** Milliseconds since the epoch. What was made later is reported, even if the scan at the beginning finds it. */
  readonly #since = Date.now();
  /** Changes are handled one after another. */
  #work: Promise<unknown>;
  #begun = false;
  #closed = false;

  constructor(options: StoredChangesOptions) {
    this.#options = options;
    this.#sessions = join(options.home, 'sessions');
    this.#archive = join(options.home, 'archived_sessions');
    this.#index = join(options.home, 'session_index.jsonl');
    const watching = this.#begin();
    this.watching = watching.then(
      () => {},
      () => {},
    );
    this.#work = watching.then((folders) => this.#scan(folders)).catch(() => {});
  }

  willAdd(id: string): boolean {
    return this.#begun && !this.#isListed(id);
  }

  close(): void {
    this.#closed = true;
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
  }

  /** Returns the folders of days. */
  async #begin(): Promise<string[]> {
    this.#names = new Map(this.#options.names());
    const folders = await this.#refresh();
    for (const { id, path } of await this.#rolloutsIn(this.#archive)) this.#known.set(id, { where: 'archived', path });
    return folders;
  }

  /** What changes meanwhile is looked at afterwards. So the state from before the change stays known. */
  async #scan(folders: readonly string[]): Promise<void> {
    const pace = new Pace(BACKGROUND_MS);
    for (const [n, folder] of folders.entries()) {
      for (const { id, path } of await this.#rolloutsIn(folder)) {
        if (this.#known.has(id) || !this.#isOlder(id)) continue;
        const isEmpty = n < LOOKED_INTO && (await this.#options.summaryOf(path)) === 'not-yet';
        this.#known.set(id, { where: isEmpty ? 'unlisted' : 'stored', path });
        await pace.rest();
      }
    }
    this.#begun = true;
  }

  #isListed(id: string): boolean {
    const { where = 'unlisted' } = this.#known.get(id) ?? {};
    return where !== 'unlisted';
  }

  #isListedAt(id: string, path: string): boolean {
    return this.#isListed(id) && this.#known.get(id)?.path === path;
  }

  /** Whether it was made before the watch began, as far as its id says so. */
  #isOlder(id: string): boolean {
    return (timeOfId(id) ?? 0) < this.#since;
  }

  /** Watches the folders that are the newest now. Returns those of days that were not watched before. */
  async #refresh(): Promise<string[]> {
    const days: string[] = [];
    for await (const { paths } of dayFolders(this.#sessions, this.#options.folders)) {
      days.push(...paths);
      if (days.length >= MAX_DAYS) break;
    }
    const [newest] = days;
    const above = newest === undefined ? [] : [dirname(newest), dirname(dirname(newest))];
    const wanted = new Set([this.#sessions, this.#archive, this.#index, ...above, ...days]);
    for (const [path, watch] of this.#watches) {
      if (wanted.has(path)) continue;
      watch.close();
      this.#watches.delete(path);
    }
    const added = days.filter((path) => !this.#watches.has(path));
    for (const path of wanted) if (!this.#watches.has(path)) this.#watch(path);
    return added;
  }

  #watch(path: string): void {
    if (this.#closed) return;
    try {
      this.#watches.set(
        path,
        this.#options.watch(path, (paths) => this.#look(paths)),
      );
    } catch {
      // The system lets no more be watched. The next change of another folder tries it again.
    }
  }

  #look(paths: readonly string[]): Promise<unknown> {
    this.#work = this.#work.then(() => this.#lookAt(paths)).catch(() => {});
    return this.#work;
  }

  async #lookAt(paths: readonly string[]): Promise<void> {
    const ids = new Map<string, string>();
    let folders = false;
    for (const path of paths) {
      if (path === this.#index) this.#compareNames();
      const name = parseRolloutName(basename(path));
      if (!name) folders ||= path !== this.#index;
      else if (!this.#isListedAt(name.id, path) || !existsSync(path)) ids.set(name.id, path);
    }
    if (folders) {
      const changed = paths.filter((path) => this.#watches.has(path));
      for (const folder of new Set([...(await this.#refresh()), ...changed])) {
        for (const { id, path } of await this.#rolloutsIn(folder)) if (!this.#isListedAt(id, path)) ids.set(id, path);
      }
    }
    for (const [id, path] of ids) await this.#compare(id, path);
  }

  /** Reports the difference between what is known of a conversation and what is there. */
  async #compare(id: string, seenAt: string): Promise<void> {
    const before = this.#known.get(id);
    const now = await this.#find(id, seenAt);
    if (!now) {
      // What is older and not known was removed before the scan had come to it.
      const wasListed = before === undefined ? this.#isOlder(id) : this.#isListed(id);
      this.#known.set(id, { where: 'unlisted', path: seenAt });
      if (wasListed) this.#report({ type: 'removed', id });
      return;
    }
    if (!this.#isListed(id) && now.where === 'stored') {
      const summary = await this.#options.summaryOf(now.path);
      if (summary === 'not-yet') return;
      this.#known.set(id, now);
      if (summary !== 'hidden') this.#report({ type: 'added', id, summary });
      return;
    }
    this.#known.set(id, now);
    if (before?.where !== now.where) this.#report({ type: now.where === 'stored' ? 'unarchived' : 'archived', id });
  }

  async #find(id: string, seenAt: string): Promise<Known | undefined> {
    if (dirname(seenAt) !== this.#archive && existsSync(seenAt)) return { where: 'stored', path: seenAt };
    const stored = await findRollout(this.#sessions, id, this.#options.folders);
    if (stored !== undefined) return { where: 'stored', path: stored };
    const archived = (await archivedFiles(this.#options.home, id, this.#options.folders)).at(-1);
    return archived === undefined ? undefined : { where: 'archived', path: archived };
  }

  #compareNames(): void {
    const before = this.#names;
    this.#names = new Map(this.#options.names());
    for (const id of new Set([...before.keys(), ...this.#names.keys()])) {
      const name = this.#names.get(id) ?? null;
      if ((before.get(id) ?? null) !== name) this.#report({ type: 'named', id, name });
    }
  }

  /** By their names only: nothing of a folder is kept that no page of the list shows. A folder that is missing has none. */
  async #rolloutsIn(folder: string): Promise<{ id: string; path: string }[]> {
    const files = await readdir(folder).catch(() => []);
    return files.flatMap((file) => {
      const name = parseRolloutName(file);
      return name ? [{ id: name.id, path: join(folder, file) }] : [];
    });
  }

  #report(change: StoredChange): void {
    if (!this.#closed) this.#options.changed(change);
  }
}
