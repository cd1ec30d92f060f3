import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

interface Counted {
  readonly id: number;
  readonly size: number;
  readonly changedMs: number;
  readonly entries: number;
}

/**
 * `history.jsonl`, which clients write and this server only counts: its inode and its number of lines (C11). What was counted is not read
 * again while the file only grows.
 */
export class PromptHistory {
  readonly #path: string;
  #counted: Counted = { id: 0, size: 0, changedMs: 0, entries: 0 };

  constructor(home: string) {
    this.#path = join(home, 'history.jsonl');
  }

  async count(): Promise<{ id: number; entries: number }> {
    try {
      const found = await stat(this.#path);
      if (!found.isFile()) return { id: 0, entries: 0 };
      const { ino: id, size, mtimeMs: changedMs } = found;
      const known = this.#counted;
      const same = known.id === id && known.size <= size && (known.size < size || known.changedMs === changedMs);
      const entries = same ? known.entries + (await this.#lines(known.size, size)) : await this.#lines(0, size);
      this.#counted = { id, size, changedMs, entries };
      return { id, entries };
    } catch {
      return { id: 0, entries: 0 }; // there is none, or it cannot be read
    }
  }

  /** Newlines from one byte to before another. */
  async #lines(from: number, to: number): Promise<number> {
    if (from === to) return 0;
    let lines = 0;
    const bytes = createReadStream(this.#path, { start: from, end: to - 1 }) as AsyncIterable<Buffer>;
    for await (const chunk of bytes) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    }
    return lines;
  }
}
