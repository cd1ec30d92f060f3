import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isSame, isSettled, type Mark, markOf } from '../../os/file-mark.js';
import { entriesOf, SMALL_FOLDER } from '../../os/read-folder.js';
import { parseRolloutName, type RolloutName } from './rollout-name.js';

/** The entries of a folder, without entries that cannot lead to a rollout. */
export interface Listing {
  /** Folders whose names are numbers, the greatest number first. */
  readonly numbered: readonly Numbered[];
  /** Regular files with the name of a rollout: by time, then id, then revision, newest first. */
  readonly rollouts: readonly RolloutFile[];
  /** Ids of the conversations that were reverted: those of files with a revision. */
  readonly reverted: readonly string[];
}

/** Folders that spell the same number: `9` and `09`. */
export interface Numbered {
  readonly number: number;
  readonly paths: readonly string[];
}

export interface RolloutFile extends RolloutName {
  /** The path of its folder. */
  readonly folder: string;
  /** The name of the file. */
  readonly file: string;
}

interface Known {
  readonly mark: Mark;
  readonly listing: Listing;
  readonly until: number;
}

const NOTHING: Listing = { numbered: [], rollouts: [], reverted: [] };
const MAX_NAMES = 100_000;
/** What is kept is read again after this many milliseconds, because some file systems do not keep correct times. */
const MAX_AGE_MS = 10_000;

/** The folders of rollouts. What was read is kept while the times of the folder show that no process has changed it. */
export class Folders {
  readonly #known = new Map<string, Known>();
  #names = 0;

  /** A folder that vanishes or cannot be read counts as empty; only the top folder may fail the whole list. */
  async list(folder: string, top = false): Promise<Listing> {
    try {
      const now = Date.now();
      const mark = markOf(statSync(folder));
      const known = this.#unchanged(folder, mark);
      if (known) return known;
      const listing = listingOf(folder, await entriesOf(folder, mark.size));
      if (isSettled(mark, now)) this.#keep(folder, mark, listing);
      return listing;
    } catch (e) {
      if (top && (e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
      return NOTHING;
    }
  }

  /** The rollouts of one conversation, newest first. Only the names of the other files are read. */
  async rolloutsOf(id: string, folder: string): Promise<readonly RolloutFile[]> {
    try {
      const mark = markOf(statSync(folder));
      const known = this.#unchanged(folder, mark) ?? (mark.size > SMALL_FOLDER ? await this.list(folder) : undefined);
      if (known) return known.rollouts.filter((rollout) => rollout.id === id);
      const end = id.slice(-12);
      const found = readdirSync(folder).flatMap((file): RolloutFile[] => {
        const name = file.toLowerCase().includes(end) ? parseRolloutName(file) : undefined;
        return name?.id === id && lstatSync(join(folder, file)).isFile() ? [{ ...name, folder, file }] : [];
      });
      return found.sort(newestFirst);
    } catch {
      return NOTHING.rollouts;
    }
  }

  #unchanged(folder: string, mark: Mark): Listing | undefined {
    const known = this.#known.get(folder);
    return known && isSame(known.mark, mark) && process.uptime() * 1000 < known.until ? known.listing : undefined;
  }

  #keep(folder: string, mark: Mark, listing: Listing): void {
    const before = this.#known.get(folder);
    this.#names += sizeOf(listing) - (before ? sizeOf(before.listing) : 0);
    if (this.#names > MAX_NAMES) {
      this.#known.clear();
      this.#names = sizeOf(listing);
    }
    this.#known.set(folder, { mark, listing, until: process.uptime() * 1000 + MAX_AGE_MS });
  }
}

/** One more, because a folder without rollouts needs memory too. */
const sizeOf = ({ numbered, rollouts }: Listing): number => numbered.length + rollouts.length + 1;

function listingOf(folder: string, entries: readonly Dirent[]): Listing {
  const numbered: Numbered[] = [];
  const rollouts: RolloutFile[] = [];
  const reverted: string[] = [];
  for (const entry of entries) {
    if (entry.isFile()) {
      const name = parseRolloutName(entry.name);
      if (name) rollouts.push({ ...name, folder, file: entry.name });
      if (name?.revision !== undefined) reverted.push(name.id);
    } else if (entry.isDirectory() && /^\d+$/.test(entry.name)) {
      numbered.push({ number: Number(entry.name), paths: [join(folder, entry.name)] });
    }
  }
  return { numbered: joined(numbered), rollouts: rollouts.sort(newestFirst), reverted };
}

/** Those with the same number as one, the greatest number first. */
export function joined(folders: readonly Numbered[]): readonly Numbered[] {
  const paths = new Map<number, readonly string[]>();
  for (const folder of folders) paths.set(folder.number, [...(paths.get(folder.number) ?? []), ...folder.paths]);
  return [...paths].map(([number, paths]) => ({ number, paths })).sort((a, b) => b.number - a.number);
}

export function newestFirst(a: RolloutName, b: RolloutName): number {
  return compare(b.time, a.time) || compare(b.id, a.id) || compare(b.revision ?? '', a.revision ?? '');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
