import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import { AppError } from '../../protocol/errors.js';
import { withFolder } from './missing-folder.js';
import { isRunning, processStart } from './process-start.js';
import { randomUuid } from './random.js';

/*
 * A file that says which process owns something. Rules that all processes keep:
 * - It appears whole, by a link, and only where there is none.
 * - Only its owner removes it.
 * - The file of a dead owner is replaced by a rename, and only by the process that holds the guard of that owner: a second owned file,
 *   named after the dead one's instance. A guard whose owner has died is taken over in the same way.
 */

export const Owner = z.object({
  pid: z.int(),
  /** Start time of the process in the words of its system; distinguishes a process from a later one with its pid. */
  started: z.string().nullable(),
  host: z.string(),
  instance: z.string(),
});
export type Owner = z.infer<typeof Owner>;

/** The token grows with each owner of a file (fencing). Files of version 0.1.0 have none. */
const Record = Owner.extend({ token: z.int().default(0) });
type Record = z.infer<typeof Record>;

/** A file that is owned. */
export interface Owned {
  readonly path: string;
  readonly token: number;
  /** What was written to it. */
  readonly text: string;
  /** What `stat` said of it when its text was last known to be that. */
  seen: string;
}

/** How old the file of a living owner on another machine may be. */
export const STALE_ELSEWHERE_MS = 90_000;
const MAX_BYTES = 4096;
const MAX_TRIES = 200;
const PAUSE_MS = 2;

/** Owners in this process: several servers can live in one. */
const living = new Set<string>();

/** An owner in this process, until `retire`. */
export function newOwner(): Owner {
  const instance = randomUuid();
  living.add(instance);
  return { pid: process.pid, started: processStart(process.pid), host: hostname(), instance };
}

export function retire(owner: Owner): void {
  living.delete(owner.instance);
}

/**
 * Makes the file, or takes it over from a dead owner at once. Gives the living owner if there is one. `after`: the token is larger than this
 * one. Throws `AppError` `io_error`.
 */
export function takeFile(path: string, self: Owner, after = 0): { owned: Owned } | { owner: Owner } {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = attempt(path, () => look(path));
    if (found.kind === 'none') {
      const owned = attempt(path, () => create(path, self, after));
      if (owned) return { owned };
    } else if (found.kind === 'owned' && found.record.instance === self.instance) {
      return { owned: { path, token: found.record.token, text: found.text, seen: found.seen } };
    } else if (found.kind === 'owned' && isAlive(found.record, path)) {
      return { owner: found.record };
    } else {
      const owned = replace(path, found, self, after);
      if (owned) return { owned };
      // Another process is taking the file over at this moment.
      sleep(PAUSE_MS * Math.random());
    }
  }
  throw new AppError('io_error', `${path} cannot be taken`, { reason: 'contended', path });
}

/** The living owner of the file, if it has one. A file that cannot be read names no owner. */
export function livingOwner(path: string): Owner | undefined {
  try {
    const found = look(path);
    return found.kind === 'owned' && isAlive(found.record, path) ? found.record : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the file is still the one that was taken. One that has not changed is not read again. */
export function stillOwned(owned: Owned): 'yes' | 'gone' | 'taken' {
  const { path, text } = owned;
  const seen = seenAt(path);
  if (seen !== undefined && seen === owned.seen) return 'yes';
  const found = attempt(path, () => look(path));
  if (found.kind === 'none') return 'gone';
  if (found.kind !== 'owned' || found.text !== text) return 'taken';
  owned.seen = found.seen;
  return 'yes';
}

/** Removes the file if it is still the owner's. False when it cannot be read now. */
export function releaseFile(path: string, self: Owner): boolean {
  try {
    const found = look(path);
    if (found.kind === 'owned' && found.record.instance === self.instance) rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** The same for a file that was taken: while it has not changed, it is not read again. */
export function releaseOwned(owned: Owned, self: Owner): boolean {
  try {
    if (seenAt(owned.path) !== owned.seen) return releaseFile(owned.path, self);
    unlinkSync(owned.path);
    return true;
  } catch {
    return releaseFile(owned.path, self);
  }
}

/** Shows owners on other machines that this process still runs. */
export function renewFile(owned: Owned): void {
  try {
    if (stillOwned(owned) !== 'yes') return;
    const now = new Date();
    utimesSync(owned.path, now, now);
    owned.seen = seenAt(owned.path) ?? owned.seen;
  } catch {
    // The next claim says what is wrong with it.
  }
}

export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'owned'; readonly record: Record; readonly text: string; readonly seen: string }
  /** Torn by a power cut, or something that is no file of ours. */
  | { readonly kind: 'foreign'; readonly mark: string; readonly isFile: boolean };

/** The text of the file; pipes are not waited for, and links are not followed. Throws when the file cannot be read, because a living owner may have it. */
function look(path: string): Found {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'none' };
    // A link, a socket, and a folder on Windows.
    if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR')
      return { kind: 'foreign', mark: code, isFile: false };
    throw e;
  }
  try {
    const stat = fstatSync(fd);
    const foreign = { kind: 'foreign', mark: String(stat.ino), isFile: stat.isFile() } as const;
    if (!stat.isFile() || stat.size > MAX_BYTES) return foreign;
    const bytes = Buffer.alloc(MAX_BYTES);
    const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, MAX_BYTES, 0));
    const record = parse(text);
    return record ? { kind: 'owned', record, text, seen: seenOf(stat) } : foreign;
  } finally {
    closeSync(fd);
  }
}

const seenOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

function seenAt(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat && seenOf(stat);
}

function parse(text: string): Record | undefined {
  try {
    return Record.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Undefined when there is a file already. */
function create(path: string, self: Owner, after: number): Owned | undefined {
  const link = (draft: string): void => linkSync(draft, path);
  const owned = withFolder(path, () => withDraft(path, self, after, link));
  // While the draft was made, another process may have had the file and given it back, with a larger token.
  if (!owned || Date.now() * 1000 <= owned.token) return owned;
  return withDraft(path, self, owned.token, (draft) => renameSync(draft, path));
}

/** Puts this owner in the place of a dead one, or of something that names no owner. Undefined when another process was faster. */
function replace(path: string, dead: Exclude<Found, { kind: 'none' }>, self: Owner, least: number): Owned | undefined {
  const mark = dead.kind === 'owned' ? dead.record.instance : dead.mark;
  const guard = `${path}.${mark.slice(0, 8)}.guard`;
  const taken = takeFile(guard, self);
  if ('owner' in taken) return undefined;
  try {
    return attempt(path, () => {
      // No other process may replace it while this process has the guard.
      if (!isSame(look(path), dead)) return undefined;
      if (dead.kind === 'foreign' && !dead.isFile) {
        renameSync(path, `${path}.${randomUuid().slice(0, 8)}.aside`);
        return undefined; // the next try makes it
      }
      if (dead.kind === 'owned') rmSync(draftOf(path, dead.record.instance), { force: true });
      const after = Math.max(least, dead.kind === 'owned' ? dead.record.token : 0);
      return withDraft(path, self, after, (draft) => renameSync(draft, path));
    });
  } finally {
    releaseFile(guard, self);
  }
}

function isSame(now: Found, then: Found): boolean {
  if (now.kind === 'owned' && then.kind === 'owned') return now.text === then.text;
  return now.kind === 'foreign' && then.kind === 'foreign' && now.mark === then.mark;
}

const draftOf = (path: string, instance: string): string => `${path}.${instance.slice(0, 8)}.new`;

/** Writes the file beside its place and puts it there. A file made in place could be read before it is whole. */
function withDraft(path: string, self: Owner, after: number, put: (draft: string) => void): Owned | undefined {
  const draft = draftOf(path, self.instance);
  // The clock makes the token larger when the file of the last owner is gone. If the clock was set back, the token still does not become smaller.
  const token = Math.max(after + 1, Date.now() * 1000);
  const text = JSON.stringify({ ...self, token } satisfies Record);
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    put(draft);
    return { path, token, text, seen: seenAt(path) ?? '' };
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw e;
  } finally {
    remove(draft);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it was renamed
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    if (e instanceof AppError) throw e;
    const reason = (e as Error).message;
    throw new AppError('io_error', `${path} cannot be used: ${reason}`, { reason, path });
  }
}

/** `path`: a file that the owner touches while it lives. */
export function isAlive(owner: Owner, path: string): boolean {
  if (owner.host !== hostname()) return Date.now() - modified(path) < STALE_ELSEWHERE_MS;
  if (owner.pid === process.pid) return living.has(owner.instance);
  return isRunning(owner.pid, owner.started);
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
