import { basename, dirname, join, resolve } from 'node:path';
import { isWithin, realName, realPath } from '../../os/real-path.js';
import type { FileAttributes, Files, Found } from './files/disk.js';
import { systemError } from './patch-error.js';

/** What lies under a name: a file, or a link that a patch removes or replaces. */
export interface Content extends FileAttributes {
  /** Of a link: what it leads to. */
  readonly bytes: Buffer;
  /** The target of a link. */
  readonly link?: string | undefined;
}

/** One name on disk, and its state after the patch so far. There is one entry for each name, however the patch writes it. */
export interface Entry {
  /** Without links in its folders. */
  readonly path: string;
  /** The same path for the user: below the working directory as the client spells that. */
  readonly shown: string;
  /** As the patch writes it. */
  readonly written: string;
  readonly before: Content | undefined;
  now: Content | undefined;
  /** The file whose old content this is, also after hunks and moves. Undefined for a file that the patch adds. */
  origin: Entry | undefined;
}

/** A path of the patch. For a link, a removal removes the link, and a write changes its target. Without a link, both are the same. */
export interface Place {
  readonly name: Entry;
  readonly file: Entry;
}

export interface OverlayOptions {
  /** The folder that paths are relative to. */
  readonly cwd: string;
  readonly files: Files;
  /** Decides over a real path. */
  readonly mayRead: (path: string) => Promise<boolean>;
}

/** The file system as the hunks so far leave it: each hunk sees what those before it did, and nothing is written. */
export class Overlay {
  /** Files, and links that a hunk has removed. */
  readonly #known = new Map<string, Entry>();
  /** By the identity of the file: where case does not matter, two names can be one. */
  readonly #byId = new Map<string, Entry[]>();
  readonly #touched = new Set<Entry>();
  #realCwd: string | undefined;

  constructor(private readonly options: OverlayOptions) {}

  /** Those that a hunk wrote or removed, in the order in which they were first touched. */
  get touched(): readonly Entry[] {
    return [...this.#touched];
  }

  /** Absolute, as the patch names it; `..` is resolved. */
  named(written: string): string {
    return resolve(this.options.cwd, written);
  }

  /** Rejects with the system's error where something other than a file lies. */
  open(written: string): Promise<Place> {
    return this.#open(written, true);
  }

  /** A new name: a name that differs only in case from another is a different name. */
  openTarget(written: string): Promise<Place> {
    return this.#open(written, false);
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
    // The old name first: changes are shown in the order of their first touch, and a move is shown under its old name.
    this.remove(from);
    this.write(to, content);
    to.origin = origin;
  }

  async #open(written: string, joinTwins: boolean): Promise<Place> {
    const { files } = this.options;
    const own = existing(await realName(this.named(written)));
    const known = this.#known.get(own);
    if (known !== undefined) return { name: known, file: known };
    const found = await files.find(own);
    const twin = joinTwins ? this.#twin(own, found) : undefined;
    if (twin !== undefined) return { name: twin, file: twin };
    if (found?.kind !== 'link') {
      const file = await this.#load(own, written, found);
      return { name: file, file };
    }
    const target = existing(await realPath(own));
    const file = this.#known.get(target) ?? (await this.#load(target, written, await files.find(target)));
    const link = file.now && { bytes: file.now.bytes, link: await files.readLink(own) };
    return { name: await this.#entry(own, written, link), file };
  }

  #touch(entry: Entry): void {
    this.#known.set(entry.path, entry);
    this.#touched.add(entry);
  }

  #twin(path: string, found: Found | undefined): Entry | undefined {
    if (found === undefined) return undefined;
    return this.#byId.get(found.id)?.find((entry) => isSpelledAlike(entry.path, path));
  }

  async #load(path: string, written: string, found: Found | undefined): Promise<Entry> {
    const { files, mayRead } = this.options;
    if (found?.kind === 'folder') throw systemError('EISDIR');
    // To read a pipe or a device may never end.
    if (found !== undefined && found.kind !== 'file') throw new Error('Not a regular file');
    if (found !== undefined && !(await mayRead(path))) throw new Error('It may not be read');
    const before = found && { bytes: await files.read(path), mode: found.mode, owner: found.owner };
    const entry = await this.#entry(path, written, before);
    this.#known.set(path, entry);
    if (found !== undefined) this.#byId.set(found.id, [...(this.#byId.get(found.id) ?? []), entry]);
    return entry;
  }

  async #entry(path: string, written: string, before: Content | undefined): Promise<Entry> {
    const entry: Entry = { path, shown: await this.#shown(path), written, before, now: before, origin: undefined };
    if (before !== undefined) entry.origin = entry;
    return entry;
  }

  /** The user sees what is written, not a link that leads to it (C240). */
  async #shown(path: string): Promise<string> {
    const { cwd } = this.options;
    this.#realCwd ??= (await realPath(cwd)).path;
    return isWithin(path, this.#realCwd) ? join(cwd, path.slice(this.#realCwd.length)) : path;
  }
}

function existing({ path }: { readonly path: string }): string {
  if (path === '') throw systemError('ELOOP');
  return path;
}

/** Whether a file system that ignores case, or the way an accent is encoded, takes two paths for one. */
function isSpelledAlike(one: string, other: string): boolean {
  const folded = (name: string): string => name.normalize('NFC').toLowerCase();
  return folded(basename(one)) === folded(basename(other)) && folded(dirname(one)) === folded(dirname(other));
}
