import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../domain/json.js';
import { openRegularFileSync, readRegularFileSync } from '../../os/open-regular-file.js';

/** A larger file is not read. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The names that users gave to conversations. Each line names one; the last line for a conversation counts. 0.171 reads and writes the same file. */
export class Names {
  readonly #path: string;
  readonly #now: () => number;
  #names = new Map<string, string>();
  /** Size and time of the file when it was read. */
  #seen = '';

  constructor(home: string, now: () => number) {
    this.#path = join(home, 'session_index.jsonl');
    this.#now = now;
  }

  of(id: string): string | null {
    this.#read();
    return this.#names.get(id) ?? null;
  }

  /** Null removes the name. Throws when the file cannot be written. */
  set(id: string, name: string | null): void {
    const text = this.#text();
    const line = { id, thread_name: name ?? '', updated_at: new Date(this.#now()).toISOString() };
    const file = this.#openToAppend();
    try {
      writeSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${JSON.stringify(line)}\n`);
    } finally {
      closeSync(file);
    }
    this.#seen = '';
  }

  #openToAppend(): number {
    try {
      return openRegularFileSync(this.#path, { append: true });
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
      return openSync(this.#path, 'ax');
    }
  }

  #read(): void {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    const seen = stat?.isFile() ? `${stat.size} ${stat.mtimeMs}` : 'none';
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#names = new Map();
    for (const line of this.#text().split('\n')) this.#take(line);
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

  /** Anything but a readable regular file holds no names. */
  #text(): string {
    try {
      return readRegularFileSync(this.#path, { maxBytes: MAX_BYTES }).toString();
    } catch {
      return '';
    }
  }
}
