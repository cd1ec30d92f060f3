import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegularFile } from '../../os/open-regular-file.js';

/** The lines of a longer file are not counted. */
const MAX_BYTES = 512 * 1024 * 1024;

interface Counted {
  readonly id: number;
  readonly size: number;
  readonly changedMs: number;
  readonly entries: number;
}

/**
 * `history.jsonl`, which clients write and this server only counts: its inode and its number of lines (C11). Counted lines are
 * not read again while the file only grows.
 */
export class PromptHistory {
  readonly #path: string;
  #counted: Counted = { id: 0, size: 0, changedMs: 0, entries: 0 };

  constructor(home: string) {
    this.#path = join(home, 'history.jsonl');
  }

  async count(): Promise<{ id: number; entries: number }> {
    let file: FileHandle | undefined;
    try {
      file = await openRegularFile(this.#path);
      const { ino: id, size, mtimeMs: changedMs } = await file.stat();
      if (size > MAX_BYTES) return { id, entries: 0 };
      const known = this.#counted;
      const same = known.id === id && known.size <= size && (known.size < size || known.changedMs === changedMs);
      const entries = same
        ? known.entries + (await countLines(file, known.size, size))
        : await countLines(file, 0, size);
      this.#counted = { id, size, changedMs, entries };
      return { id, entries };
    } catch {
      return { id: 0, entries: 0 }; // missing or unreadable
    } finally {
      await file?.close();
    }
  }
}

/** The number of newlines from one byte up to, not including, another. */
async function countLines(file: FileHandle, from: number, to: number): Promise<number> {
  let lines = 0;
  const chunk = Buffer.allocUnsafe(256 * 1024);
  for (let position = from; position < to; ) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, to - position), position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const bytes = chunk.subarray(0, bytesRead);
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  }
  return lines;
}
