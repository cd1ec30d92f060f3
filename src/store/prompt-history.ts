import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** `history.jsonl`, which clients write and this server only counts: its inode and its number of lines (v1-protocol §12.3). */
export async function promptHistory(home: string): Promise<{ id: number; entries: number }> {
  const path = join(home, 'history.jsonl');
  try {
    const { ino } = await stat(path);
    let entries = 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) entries++;
    }
    return { id: ino, entries };
  } catch {
    return { id: 0, entries: 0 };
  }
}
