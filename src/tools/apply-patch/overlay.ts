import { resolve } from 'node:path';
import type { Files, Found, Looks } from './files/disk.js';
import { realPath } from './files/real-path.js';
import { systemError } from './patch-error.js';

/** What lies under a name: a file, or a link that a patch removes or replaces. */
export interface Content extends Looks {
  /** Of a link: what it leads to. */
  readonly bytes: Buffer;
  /** The target of a link. */
  readonly link?: string | undefined;
}

/** One name on disk, and what the patch has made of it so far. */
export interface Entry {
  /** Without links in its folders. */
  readonly path: string;
  /** Absolute, as it was first named. */
  readonly shown: string;
  /** As the patch writes it. */
  readonly written: string;
  readonly before: Content | undefined;
  now: Content | undefined;
  /** Whose old content this is, through all hunks and moves; undefined for what the patch brings itself. */
  origin: Entry | undefined;
}

/** A path of the patch: a link's own name is removed, what it leads to is written. Without a link both are the same. */
export interface Place {
  readonly shown: string;
  readonly name: Entry;
  readonly file: Entry;
}

/** The file system as the hunks so far leave it: each hunk sees what those before it did, and nothing is written. */
export class Overlay {
  readonly #known = new Map<string, Entry>();
  readonly #touched = new Set<Entry>();

  constructor(
    private readonly cwd: string,
    private readonly files: Files,
  ) {}

  /** Those that a hunk wrote or removed, in the order in which they were first touched. */
  get touched(): readonly Entry[] {
    return [...this.#touched];
  }

  /** The absolute path that is told of; `..` is resolved. */
  shown(written: string): string {
    return resolve(this.cwd, written);
  }

  /** Rejects with the system's error where something other than a file lies. */
  async open(written: string): Promise<Place> {
    const shown = this.shown(written);
    const own = await realPath(this.files, shown, 'keep');
    const known = this.#known.get(own);
    if (known !== undefined) return { shown, name: known, file: known };
    const found = await this.files.find(own);
    if (found?.kind !== 'link') {
      const file = await this.#load(own, shown, written, found);
      return { shown, name: file, file };
    }
    const target = await realPath(this.files, own, 'follow');
    const file = this.#known.get(target) ?? (await this.#load(target, shown, written, await this.files.find(target)));
    const link = file.now && { bytes: file.now.bytes, link: await this.files.readLink(own) };
    return { shown, name: entryOf(own, shown, written, link), file };
  }

  write(entry: Entry, content: Content): void {
    entry.now = content;
    this.#touch(entry);
  }

  remove(entry: Entry): void {
    entry.now = undefined;
    entry.origin = undefined;
    this.#touch(entry);
  }

  move(from: Entry, to: Entry, content: Content): void {
    const { origin } = from;
    // The old name first: changes are told in the order of their first touch, and a move is told under its old name.
    this.remove(from);
    this.write(to, content);
    to.origin = origin;
  }

  #touch(entry: Entry): void {
    this.#known.set(entry.path, entry);
    this.#touched.add(entry);
  }

  async #load(path: string, shown: string, written: string, found: Found | undefined): Promise<Entry> {
    if (found?.kind === 'folder') throw systemError('EISDIR');
    // Reading a pipe or a device may never end.
    if (found !== undefined && found.kind !== 'file') throw new Error('Not a regular file');
    const before = found && { bytes: await this.files.read(path), mode: found.mode, owner: found.owner };
    const entry = entryOf(path, shown, written, before);
    this.#known.set(path, entry);
    return entry;
  }
}

function entryOf(path: string, shown: string, written: string, before: Content | undefined): Entry {
  const entry: Entry = { path, shown, written, before, now: before, origin: undefined };
  if (before !== undefined) entry.origin = entry;
  return entry;
}
