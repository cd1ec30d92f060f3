import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type { Repair } from '../../core/ports/index.js';
import { openRegularFileSync } from '../../os/open-regular-file.js';
import { ordinalOf, withOrdinal } from './ordinal.js';

/** How a file ends that was read. */
export interface RolloutEnd {
  readonly size: number;
  /** False: the last line lacks its end. */
  readonly newline: boolean;
  /** The number of the next line, in a file whose lines are numbered. */
  readonly nextOrdinal?: number | undefined;
}

const NEW_FILE: RolloutEnd = { size: 0, newline: true, nextOrdinal: undefined };
/** Bytes of the beginning and the end that are compared when the file has changed. */
const SAMPLE = 512;
/** Milliseconds after which the disk is asked to keep what was written: turns that follow each other quickly share one request. */
const SYNC_AFTER_MS = 50;

/**
 * The append-only file of one conversation. A write is synchronous and complete when it returns, so that a client that hears of a
 * record can rely on it although this process may die the next moment.
 */
export class RolloutLog {
  #fd: number;
  #size: number;
  /** The last line lacks its end, so the next record must not be glued to it (C41). */
  #needsNewline: boolean;
  #nextOrdinal: number | undefined;
  /** When the file was last known to hold what was written. Each write changes it, also those of others; undefined after one of ours. */
  #mtimeMs: number | undefined;
  #head: Buffer;
  #tail: Buffer;
  /** How much of the tail was written by the last `write`. */
  #lastWritten = 0;
  #open = true;
  /** Runs while something is to be synced. */
  #syncTimer: NodeJS.Timeout | undefined;
  #report: ((repair: Repair) => void) | undefined;
  #content: (() => string) | undefined;

  private constructor(
    readonly path: string,
    fd: number,
    end: RolloutEnd,
  ) {
    this.#fd = fd;
    this.#size = end.size;
    this.#needsNewline = !end.newline;
    this.#nextOrdinal = end.nextOrdinal;
    this.#mtimeMs = fstatSync(fd).mtimeMs;
    this.#head = read(fd, 0, Math.min(SAMPLE, end.size));
    this.#tail = this.#readTail();
  }

  /** Makes the file, which must not exist yet, and its folders. `firstOrdinal`: its lines are numbered from there on. */
  static create(path: string, firstOrdinal?: number): RolloutLog {
    mkdirSync(dirname(path), { recursive: true });
    return new RolloutLog(path, openSync(path, 'ax+'), { ...NEW_FILE, nextOrdinal: firstOrdinal });
  }

  /** Continues a file of which `end` was read. A file that is gone by now is not made; what has taken its place must be a regular file. */
  static reopen(path: string, end: RolloutEnd): RolloutLog {
    return new RolloutLog(path, openRegularFileSync(path, { append: true }), end);
  }

  get size(): number {
    return this.#size;
  }

  /** Appends whole lines, with their ends. When it throws, nothing of them is in the file. */
  write(lines: string): void {
    if (!this.#open) throw new AppError('io_error', 'the rollout is closed', { reason: 'closed', path: this.path });
    const stat = fstatSync(this.#fd);
    // The beginning of each turn looks more closely (`ensure`).
    if (stat.nlink === 0 || stat.size !== this.#size) {
      this.ensure();
      this.#takeAdded();
    }
    const { text, next } = this.#numbered(lines);
    this.#append(Buffer.from(this.#needsNewline ? `\n${text}` : text));
    this.#nextOrdinal = next;
  }

  #numbered(text: string): { text: string; next: number | undefined } {
    const first = this.#nextOrdinal;
    if (first === undefined) return { text, next: undefined };
    const lines = text.split('\n').slice(0, -1);
    return {
      text: lines.map((line, n) => `${withOrdinal(line, first + n)}\n`).join(''),
      next: first + lines.length,
    };
  }

  onRepaired(report: (repair: Repair) => void): void {
    this.#report = report;
  }

  /** Where the lines come from when what is in the file was lost. */
  rebuildFrom(content: () => string): void {
    this.#content = content;
  }

  /** Makes sure that the file is there and is the one that was written. */
  ensure(): void {
    if (!this.#open) return;
    const stat = fstatSync(this.#fd);
    if (stat.nlink === 0) return this.#restore();
    if (stat.size === this.#size && stat.mtimeMs === this.#mtimeMs) return;
    if (!this.#isOurs(stat)) return this.#rebuild();
    if (stat.size === this.#size) this.#mtimeMs = stat.mtimeMs;
  }

  /** Lines that another program has added come before the next one. */
  #takeAdded(): void {
    const stat = fstatSync(this.#fd);
    if (stat.size === this.#size) return;
    this.#size = stat.size;
    this.#seen(stat);
    const end = read(this.#fd, Math.max(0, stat.size - (1 << 16)), Math.min(stat.size, 1 << 16));
    this.#needsNewline = end.length > 0 && end[end.length - 1] !== 10;
    if (this.#nextOrdinal !== undefined) this.#nextOrdinal = Math.max(this.#nextOrdinal, lastOrdinal(end) + 1);
  }

  changedElsewhere(): boolean {
    return this.#open && fstatSync(this.#fd).size !== this.#size;
  }

  /** No caller waits: a power cut is not what is promised, and a file system that cannot sync still keeps what was written. */
  sync(): void {
    if (!this.#open) return;
    const stat = fstatSync(this.#fd);
    if (stat.size === this.#size) this.#mtimeMs ??= stat.mtimeMs;
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      fdatasync(this.#fd, () => {});
    }, SYNC_AFTER_MS).unref();
  }

  /** Gives a promise where something is still to be synced. */
  close(): void | Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    const fd = this.#fd;
    if (this.#syncTimer === undefined) return closeSync(fd);
    clearTimeout(this.#syncTimer);
    return new Promise((resolve) => {
      fdatasync(fd, () => {
        closeSync(fd);
        resolve();
      });
    });
  }

  /** Removes a file whose beginning could not be written. */
  discard(): void {
    void this.close();
    rmSync(this.path, { force: true });
  }

  #append(bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
    } catch (e) {
      this.#withdraw(written);
      throw e;
    }
    this.#needsNewline = false;
    if (this.#head.length === this.#size)
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, SAMPLE)]).subarray(0, SAMPLE);
    else if (this.#head.length < SAMPLE) this.#head = read(this.#fd, 0, Math.min(SAMPLE, this.#size + bytes.length));
    this.#size += bytes.length;
    // The file is not asked: this runs several times in a turn, and `ensure` looks at the beginning of the next one.
    const end = bytes.subarray(-SAMPLE);
    this.#tail = end.length === SAMPLE ? Buffer.from(end) : Buffer.concat([this.#tail, end]).subarray(-SAMPLE);
    this.#lastWritten = Math.min(bytes.length, SAMPLE);
    this.#mtimeMs = undefined;
  }

  /** A full disk has taken a part of the bytes. Where they cannot be cut off again, the next record begins a line of its own. */
  #withdraw(written: number): void {
    if (written === 0) return;
    try {
      if (fstatSync(this.#fd).size !== this.#size + written) throw new Error('another program has written');
      ftruncateSync(this.#fd, this.#size);
    } catch {
      this.#needsNewline = true;
    }
    const stat = fstatSync(this.#fd);
    this.#size = stat.size;
    this.#seen(stat);
  }

  #seen(stat: Stats): void {
    this.#mtimeMs = stat.mtimeMs;
    this.#tail = this.#readTail();
    this.#lastWritten = 0;
  }

  #readTail(): Buffer {
    const length = Math.min(SAMPLE, this.#size);
    return read(this.#fd, this.#size - length, length);
  }

  /** Whether the file still holds what was written, as far as its beginning and the end of it tell. */
  #isOurs(stat: Stats): boolean {
    if (stat.size < this.#size || !read(this.#fd, 0, this.#head.length).equals(this.#head)) return false;
    return this.#readTail().equals(this.#tail) || this.#isShifted(stat);
  }

  /** Whether the last write stands further back: another program has added lines between our look at the file and the write. */
  #isShifted(stat: Stats): boolean {
    if (this.#lastWritten === 0 || stat.size === this.#size) return false;
    const from = Math.max(0, this.#size - SAMPLE);
    const end = read(this.#fd, from, Math.min(stat.size - from, 1 << 16));
    return end.includes(this.#tail.subarray(-this.#lastWritten));
  }

  /** The file was removed, or another one has its name: its content is still behind the descriptor and is written anew (C52). */
  #restore(): void {
    const aside = setAside(this.path);
    const lost = this.#fd;
    mkdirSync(dirname(this.path), { recursive: true });
    this.#fd = openSync(this.path, 'ax+');
    copyAll(lost, this.#fd);
    closeSync(lost);
    this.#size = fstatSync(this.#fd).size;
    this.#seen(fstatSync(this.#fd));
    const message = aside
      ? `Another file had taken the place of the rollout. It is now ${aside}, and the rollout has been written again.`
      : 'The rollout was gone and has been written again.';
    this.#tell(message, aside ? 'replaced' : 'no such file');
  }

  /** The file was cut or overwritten in place: what it held is lost, and is written anew from what the conversation knows. */
  #rebuild(): void {
    const lines = this.#content?.() ?? '';
    const aside = setAside(this.path);
    closeSync(this.#fd);
    mkdirSync(dirname(this.path), { recursive: true });
    this.#fd = openSync(this.path, 'ax+');
    this.#size = 0;
    this.#needsNewline = false;
    this.#head = Buffer.alloc(0);
    this.#tail = Buffer.alloc(0);
    if (this.#nextOrdinal !== undefined) this.#nextOrdinal = 0;
    const { text, next } = this.#numbered(lines);
    this.#append(Buffer.from(text));
    this.#nextOrdinal = next;
    const kept = aside ? ` What was left of it is now ${aside}.` : '';
    this.#tell(
      `The rollout was cut or overwritten by another program. It has been written again from memory, without what the model no longer sees.${kept}`,
      'overwritten',
    );
  }

  #tell(message: string, reason: string): void {
    this.#report?.({ message, cause: { code: 'io_error', reason, path: this.path } });
  }
}

/** Moves a file that has the name of ours out of the way; lists do not show it. Gives its new name. */
function setAside(path: string): string | undefined {
  for (let n = 1; ; n++) {
    const aside = `${path}.foreign-${n}`;
    if (statSync(aside, { throwIfNoEntry: false })) continue;
    try {
      renameSync(path, aside);
      return aside;
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw e;
    }
  }
}

function lastOrdinal(end: Buffer): number {
  const lines = end.toString('utf8').split('\n');
  for (const line of lines.reverse()) {
    const ordinal = ordinalOf(line);
    if (ordinal !== undefined) return ordinal;
  }
  return -1;
}

function read(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, length === 0 ? 0 : readSync(fd, bytes, 0, length, position));
}

function copyAll(from: number, to: number): void {
  const chunk = Buffer.allocUnsafe(1 << 20);
  for (let position = 0; ; ) {
    const count = readSync(from, chunk, 0, chunk.length, position);
    if (count === 0) return;
    for (let written = 0; written < count; ) written += writeSync(to, chunk, written, count - written);
    position += count;
  }
}
