import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../../protocol/errors.js';
import type { KeptRequest, RequestKeys } from '../../core/ports/index.js';
import { writeAtomically } from '../../os/atomic-write.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { isAlive, newOwner, Owner, retire } from '../../os/owned-file.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A larger result is not kept. */
const MAX_RESULT = 4 * 1024 * 1024;
const MAX_BYTES = 2 * MAX_RESULT;
/** More files than this, or more bytes in them, are not kept: the oldest go. */
const MAX_FILES = 10_000;
const MAX_ALL_BYTES = 256 * 1024 * 1024;
/** The folder is looked through again after this many new keys. */
const CLEAN_AFTER = 1000;

const Kept = z.object({
  hash: z.string(),
  id: z.string(),
  owner: Owner,
  result: z.object({ value: z.unknown() }).nullable().optional(),
});
type Kept = z.infer<typeof Kept>;
type Request = Pick<KeptRequest, 'hash' | 'id'>;

/**
 * One file for each key, named after its hash, for a day (`$CODEX_HOME/turnwire/request-keys`). It has a hash of the params, not the params. Any of the files
 * may be deleted at any time: then that request can be done again.
 */
export class FileRequestKeys implements RequestKeys {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #self = newOwner();
  readonly #mine = new Map<string, Request>();
  #sinceCleaned = CLEAN_AFTER;

  constructor(home: string, now: () => number) {
    this.#folder = join(home, 'turnwire', 'request-keys');
    this.#now = now;
  }

  claim(key: string, request: Request): KeptRequest | undefined {
    const path = this.#path(key);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      this.#clean();
      const known = read(path);
      if (known) {
        const { hash, id, owner, result } = known;
        return { hash, id, result, isRunning: result === undefined && isAlive(owner, path) };
      }
      // The file is new, or nothing that was written here whole.
      rmSync(path, { force: true });
      writeFileSync(path, this.#text(request), { flag: 'wx', mode: 0o600 });
      this.#mine.set(key, request);
      return undefined;
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'EEXIST') return { ...request, isRunning: true };
      const reason = (e as Error).message;
      throw new AppError('io_error', `the idempotency key cannot be kept: ${reason}`, { reason, path }, { cause: e });
    }
  }

  takeOver(key: string, request: Request): void {
    this.#mine.set(key, request);
    writeAtomically(this.#path(key), this.#text(request), 0o600);
  }

  done(key: string, value: unknown): void {
    const request = this.#mine.get(key);
    if (!request) return;
    const text = this.#text(request, { value });
    writeAtomically(this.#path(key), text.length > MAX_RESULT ? this.#text(request, null) : text, 0o600);
    this.#mine.delete(key);
  }

  forget(key: string): void {
    if (this.#mine.delete(key)) rmSync(this.#path(key), { force: true });
  }

  /** The server ends. It does not finish the requests that it has begun. */
  close(): void {
    retire(this.#self);
  }

  #text(request: Request, result?: Kept['result']): string {
    return `${JSON.stringify({ ...request, owner: this.#self, ...(result === undefined ? {} : { result }) })}\n`;
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  }

  /** Removes the files that are too old, and the oldest of those that are too many. */
  #clean(): void {
    if (this.#sinceCleaned++ < CLEAN_AFTER) return;
    this.#sinceCleaned = 0;
    const files = readdirSync(this.#folder).flatMap((name) => {
      const path = join(this.#folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() ? [{ path, at: found.mtimeMs, size: found.size }] : [];
    });
    files.sort((a, b) => b.at - a.at);
    let bytes = 0;
    for (const [n, { path, at, size }] of files.entries()) {
      bytes += size;
      const isKept = this.#now() - at < DAY_MS && n < MAX_FILES && bytes <= MAX_ALL_BYTES;
      if (!isKept) rmSync(path, { force: true });
    }
  }
}

/** Undefined for what cannot be read: the key counts as new. */
function read(path: string): Kept | undefined {
  try {
    return Kept.safeParse(JSON.parse(readRegularFileSync(path, { maxBytes: MAX_BYTES }).toString())).data;
  } catch {
    return undefined;
  }
}
