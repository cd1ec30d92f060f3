import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RolloutItem } from '../../protocol/core/rollout.js';
import { AppError } from '../../protocol/errors.js';

/**
 * The append-only file of one conversation. A write is synchronous and complete when it returns, so that whoever is told of a
 * record can rely on it although this process may die the next moment.
 */
export class RolloutLog {
  readonly #fd: number;
  readonly #now: () => number;
  #open = true;

  private constructor(
    readonly path: string,
    fd: number,
    now: () => number,
  ) {
    this.#fd = fd;
    this.#now = now;
  }

  /** Makes the file, which must not exist yet, and its folders. */
  static create(path: string, now: () => number): RolloutLog {
    try {
      mkdirSync(dirname(path), { recursive: true });
      return new RolloutLog(path, openSync(path, 'ax'), now);
    } catch (e) {
      throw new AppError('io_error', `error creating conversation: ${(e as Error).message}`, {
        reason: (e as Error).message,
        path,
      });
    }
  }

  append(items: readonly RolloutItem[]): void {
    if (!this.#open) return;
    const timestamp = new Date(this.#now()).toISOString();
    writeAll(this.#fd, Buffer.from(items.map((item) => encodeLine(timestamp, item)).join('')));
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
}

export function encodeLine(timestamp: string, item: RolloutItem): string {
  return `{"timestamp":"${timestamp}","type":"${item.type}","payload":${JSON.stringify(item.payload)}}\n`;
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
}
