import { join } from 'node:path';
import { isJsonObject } from '../../domain/json.js';
import { AppendedLines } from './appended-lines.js';

/** A larger file is not read. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The names that users gave to conversations. Each line names one; the last line for a conversation counts. 0.171 reads and writes the same file. */
export class Names {
  readonly #lines: AppendedLines;
  readonly #now: () => number;
  #names = new Map<string, string>();

  constructor(home: string, now: () => number) {
    this.#lines = new AppendedLines(join(home, 'session_index.jsonl'), { maxBytes: MAX_BYTES });
    this.#now = now;
  }

  of(id: string): string | null {
    this.#read();
    return this.#names.get(id) ?? null;
  }

  all(): ReadonlyMap<string, string> {
    this.#read();
    return this.#names;
  }

  /** Null removes the name. Throws when the file cannot be written. */
  set(id: string, name: string | null): void {
    this.#lines.append({ id, thread_name: name ?? '', updated_at: new Date(this.#now()).toISOString() });
  }

  #read(): void {
    const lines = this.#lines.changed();
    if (lines === undefined) return;
    this.#names = new Map();
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return; // one bad line must not affect the others
    }
    if (!isJsonObject(json) || typeof json.id !== 'string' || typeof json.thread_name !== 'string') return;
    if (json.thread_name === '') this.#names.delete(json.id);
    else this.#names.set(json.id, json.thread_name);
  }
}
