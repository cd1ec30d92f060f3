import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { openRegularFileSync, readRegularFileSync } from '../../os/open-regular-file.js';

const NEWLINE = 10;

export interface AppendedLinesOptions {
  /** A larger file is not read. */
  readonly maxBytes: number;
  /** The permissions of a new file. */
  readonly mode?: number | undefined;
}

/** A file of JSON lines to which several processes append. */
export class AppendedLines {
  readonly #path: string;
  readonly #options: AppendedLinesOptions;
  /** Inode, size and time of the file when it was read. */
  #seen = '';

  constructor(path: string, options: AppendedLinesOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** The lines, when the file has changed since the last call. Anything but a readable regular file has none. */
  changed(): readonly string[] | undefined {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    const seen = stat?.isFile() ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : 'none';
    if (seen === this.#seen) return undefined;
    this.#seen = seen;
    return this.#text().split('\n');
  }

  /** One write: lines of several processes do not mix. A line that was cut off before is ended first. Throws when the file cannot be written. */
  append(value: unknown): void {
    const file = this.#open();
    try {
      writeSync(file, `${endsWithNewline(file) ? '' : '\n'}${JSON.stringify(value)}\n`);
    } finally {
      closeSync(file);
    }
    this.#seen = '';
  }

  #open(): number {
    const open = (): number => openRegularFileSync(this.#path, { append: true });
    const make = (): number => openSync(this.#path, 'ax+', this.#options.mode);
    // Another process may make it between the first two.
    return unless('ENOENT', open) ?? unless('EEXIST', make) ?? open();
  }

  #text(): string {
    try {
      return readRegularFileSync(this.#path, { maxBytes: this.#options.maxBytes }).toString();
    } catch {
      return '';
    }
  }
}

/** An empty file ends with a complete line, too. */
function endsWithNewline(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size === 0 || readSync(file, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

/** Undefined when the action fails with this code. */
function unless<T>(code: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === code) return undefined;
    throw e;
  }
}
