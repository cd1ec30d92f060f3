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
  writevSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type { Repair } from '../../core/ports/index.js';
import { openRegularFileSync } from '../../os/open-regular-file.js';
import { Ordinals, ordinalOf } from './ordinal.js';

/** The end of a file that was read. */
export interface RolloutEnd {
  readonly size: number;
  /** False: the last line has no newline. */
  readonly newline: boolean;
  /** The number of the next line, in a file whose lines are numbered. */
  readonly nextOrdinal?: number | undefined;
}

/** Gives whole lines with their newlines, as one text or in pieces, and takes their numbers. */
export type Encode = (ordinals: Ordinals) => string | Iterable<string>;

const NEW_FILE: RolloutEnd = { size: 0, newline: true, nextOrdinal: undefined };
/** Bytes of the beginning and the end that are compared when the file has changed. */
const SAMPLE = 512;
const NOTHING = Buffer.alloc(0);
/** Milliseconds between a write and its sync to the disk: turns that follow each other quickly share one sync. */
const SYNC_AFTER_MS = 50;

/**
 * The append-only file of one conversation. A write is synchronous and complete when it returns, so that a client that sees an
 * event can rely on its record even if this process dies the next moment.
 */
export class RolloutLog {
  #fd: number;
  #size: number;
  /** The last line has no newline, so the next record must not be appended to it (C41). */
  #needsNewline: boolean;
  #nextOrdinal: number | undefined;
  /** The change time of the file when its content was last checked. Every write changes that time; undefined after a write of ours. */
  #mtimeMs: number | undefined;
  /** Texts with one byte for each character. A small buffer would keep the whole block from which Node has cut it in memory. */
  #head: string;
  #tail: string;
  /** How many bytes of the tail the last `write` wrote. */
  #lastWritten = 0;
  #open = true;
  /** Set while a sync is due. */
  #syncTimer: NodeJS.Timeout | undefined;
  #report: ((repair: Repair) => void) | undefined;
  #content: Encode | undefined;

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
    this.#head = textOf(read(fd, 0, Math.min(SAMPLE, end.size)));
    this.#tail = this.#readTail();
  }

  /** Makes the file, which must not exist yet, and its folders. `firstOrdinal`: its lines are numbered from there on. */
  static create(path: string, firstOrdinal?: number): RolloutLog {
    mkdirSync(dirname(path), { recursive: true });
    return new RolloutLog(path, openSync(path, 'ax+'), { ...NEW_FILE, nextOrdinal: firstOrdinal });
  }

  /**
   * Continues a file that was read up to `end`. If the file no longer exists, it is not created. If another file has replaced it, that file must be a regular
   * file.
   */
  static reopen(path: string, end: RolloutEnd): RolloutLog {
    return new RolloutLog(path, openRegularFileSync(path, { append: true }), end);
  }

  get size(): number {
    return this.#size;
  }

  /** Appends whole lines. When it throws, none of their bytes are in the file. */
  write(encode: Encode): void {
    if (!this.#open) throw new AppError('io_error', 'the rollout is closed', { reason: 'closed', path: this.path });
    const stat = fstatSync(this.#fd);
    // `ensure` checks more at the start of each turn.
    if (stat.nlink === 0 || stat.size !== this.#size) {
      this.ensure();
      this.#takeAdded();
    }
    this.#appendLines(encode);
  }

  #appendLines(encode: Encode): void {
    const ordinals = new Ordinals(this.#nextOrdinal);
    const lines = encode(ordinals);
    if (lines === '') return;
    const bytes = typeof lines === 'string' ? [Buffer.from(lines)] : Array.from(lines, (piece) => Buffer.from(piece));
    this.#append(this.#needsNewline ? [Buffer.from('\n'), ...bytes] : bytes);
    this.#nextOrdinal = ordinals.next;
  }

  onRepaired(report: (repair: Repair) => void): void {
    this.#report = report;
  }

  /** Sets where the lines come from when the file has lost its content. */
  rebuildFrom(content: Encode): void {
    this.#content = content;
  }

  /** Makes sure that the file exists and is the one that was written. */
  ensure(): void {
    if (!this.#open) return;
    const stat = fstatSync(this.#fd);
    if (stat.nlink === 0) return this.#restore();
    if (stat.size === this.#size && stat.mtimeMs === this.#mtimeMs) return;
    if (!this.#isOurs(stat)) return this.#rebuild();
    if (stat.size === this.#size) this.#mtimeMs = stat.mtimeMs;
  }

  /** Lines that another program has appended stay. The next line is written after them. */
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

  /** No caller waits for it: safety after a power cut is not promised, and a file system that cannot sync still keeps the bytes. */
  sync(): void {
    if (!this.#open) return;
    const stat = fstatSync(this.#fd);
    if (stat.size === this.#size) this.#mtimeMs ??= stat.mtimeMs;
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      fdatasync(this.#fd, () => {});
    }, SYNC_AFTER_MS).unref();
  }

  /** Returns a promise when a sync is still due. */
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

  #append(bytes: readonly Buffer[]): void {
    const length = bytes.reduce((sum, part) => sum + part.length, 0);
    let written = 0;
    try {
      // One call as a rule: lines of other programs must not come in between.
      if (bytes.length > 1) written += writevSync(this.#fd, bytes);
      const rest = written < length ? joined(bytes) : NOTHING;
      while (written < length) written += writeSync(this.#fd, rest, written);
    } catch (e) {
      this.#withdraw(written);
      throw e;
    }
    this.#needsNewline = false;
    if (this.#head.length < SAMPLE) {
      this.#head =
        this.#head.length === this.#size && bytes.length === 1
          ? (this.#head + textOf((bytes[0] as Buffer).subarray(0, SAMPLE))).slice(0, SAMPLE)
          : textOf(read(this.#fd, 0, Math.min(SAMPLE, this.#size + length)));
    }
    this.#size += length;
    // The file is not checked here: this runs several times in a turn, and `ensure` checks at the start of the next one.
    const end = textOf(lastBytes(bytes, SAMPLE));
    this.#tail = end.length === SAMPLE ? end : (this.#tail + end).slice(-SAMPLE);
    this.#lastWritten = Math.min(length, SAMPLE);
    this.#mtimeMs = undefined;
  }

  /** The disk got full during a write, and a part of the bytes is in the file. If they cannot be cut off, the next record starts a new line. */
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

  #readTail(): string {
    const length = Math.min(SAMPLE, this.#size);
    return textOf(read(this.#fd, this.#size - length, length));
  }

  /** Whether the file still holds what was written; only its beginning and its end are compared. */
  #isOurs(stat: Stats): boolean {
    if (stat.size < this.#size || textOf(read(this.#fd, 0, this.#head.length)) !== this.#head) return false;
    return this.#readTail() === this.#tail || this.#isShifted(stat);
  }

  /** Whether other lines come before the last write: another program has appended them between our check and the write. */
  #isShifted(stat: Stats): boolean {
    if (this.#lastWritten === 0 || stat.size === this.#size) return false;
    const from = Math.max(0, this.#size - SAMPLE);
    const end = read(this.#fd, from, Math.min(stat.size - from, 1 << 16));
    return textOf(end).includes(this.#tail.slice(-this.#lastWritten));
  }

  /** The file was removed, or another file has its name: its content can still be read from the descriptor and is written again (C52). */
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

  /** The file was cut or overwritten in place: its content is lost, and is written again from the records of the conversation. */
  #rebuild(): void {
    const aside = setAside(this.path);
    closeSync(this.#fd);
    mkdirSync(dirname(this.path), { recursive: true });
    this.#fd = openSync(this.path, 'ax+');
    this.#size = 0;
    this.#needsNewline = false;
    this.#head = '';
    this.#tail = '';
    if (this.#nextOrdinal !== undefined) this.#nextOrdinal = 0;
    this.#appendLines(this.#content ?? (() => ''));
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

/** Renames a file that has taken our name; lists do not show it. Returns its new name. */
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

const joined = (parts: readonly Buffer[]): Buffer => (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));

function lastBytes(parts: readonly Buffer[], count: number): Buffer {
  let from = parts.length;
  for (let size = 0; from > 0 && size < count; ) size += (parts[--from] as Buffer).length;
  return joined(parts.slice(from)).subarray(-count);
}

const textOf = (bytes: Buffer): string => bytes.toString('latin1');

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
