import { closeSync, existsSync, fdatasync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Repair } from '../../core/ports/index.js';

/**
 * The append-only file of one conversation. A write is synchronous and complete when it returns, so that a client that sees a
 * record can rely on it although this process may die the next moment.
 */
export class RolloutLog {
  #fd: number;
  /** Bytes of the file when this process last wrote to it. */
  #size: number;
  /** The last line lacks its end, so the next record must not be glued to it (C41). */
  #needsNewline: boolean;
  #open = true;
  #report: ((repair: Repair) => void) | undefined;

  private constructor(
    readonly path: string,
    fd: number,
    end: { size: number; newline: boolean },
  ) {
    this.#fd = fd;
    this.#size = end.size;
    this.#needsNewline = !end.newline;
  }

  /** Makes the file, which must not exist yet, and its folders. */
  static create(path: string): RolloutLog {
    mkdirSync(dirname(path), { recursive: true });
    return new RolloutLog(path, openSync(path, 'ax+'), { size: 0, newline: true });
  }

  /** Goes on with a file of which `end` was read. */
  static reopen(path: string, end: { size: number; newline: boolean }): RolloutLog {
    return new RolloutLog(path, openSync(path, 'a+'), end);
  }

  /** Appends whole lines as they are. */
  write(lines: string): void {
    if (!this.#open) return;
    this.ensure();
    const bytes = Buffer.from(this.#needsNewline ? `\n${lines}` : lines);
    // A full disk may take half of it: the next record then begins a line of its own.
    this.#needsNewline = true;
    writeAll(this.#fd, bytes);
    this.#needsNewline = false;
    this.#size += bytes.length;
  }

  get size(): number {
    return this.#size;
  }

  onRepaired(report: (repair: Repair) => void): void {
    this.#report = report;
  }

  ensure(): void {
    if (this.#open && fstatSync(this.#fd).nlink === 0) this.#restore();
  }

  changedElsewhere(): boolean {
    return this.#open && fstatSync(this.#fd).size !== this.#size;
  }

  sync(): void {
    // Nobody waits: a power cut is not what is promised, and a file system that cannot sync still keeps what was written.
    if (this.#open) fdatasync(this.#fd, () => {});
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
  }

  /** Somebody has removed the file: its content is still behind the descriptor and is written anew (C52). */
  #restore(): void {
    const lost = this.#fd;
    if (existsSync(this.path)) this.#fd = openSync(this.path, 'a+');
    else {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#fd = openSync(this.path, 'ax+');
      copyAll(lost, this.#fd);
    }
    closeSync(lost);
    this.#size = fstatSync(this.#fd).size;
    this.#needsNewline = !endsWithNewline(this.#fd, this.#size);
    this.#report?.({
      message: 'The rollout was gone and has been written again.',
      cause: { code: 'io_error', reason: 'no such file', path: this.path },
    });
  }
}

function endsWithNewline(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 10);
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
}

function copyAll(from: number, to: number): void {
  const chunk = Buffer.allocUnsafe(1 << 20);
  for (let position = 0; ; ) {
    const read = readSync(from, chunk, 0, chunk.length, position);
    if (read === 0) return;
    writeAll(to, chunk.subarray(0, read));
    position += read;
  }
}
