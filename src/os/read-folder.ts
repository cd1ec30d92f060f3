import { type Dirent, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** A folder of a size up to this is read in less than a millisecond. */
export const SMALL_FOLDER = 64 * 1024;

/**
 * The entries of a folder. A small one is read at once, because a start of work in Node's pool takes many times as long.
 * `size`: what the system says of the folder, in bytes; undefined when many are read beside each other, or when the answer may take long.
 * Throws or rejects when it cannot be read.
 */
export function entriesOf(folder: string, size: number | undefined): Dirent[] | Promise<Dirent[]> {
  const types = { withFileTypes: true } as const;
  return size !== undefined && size <= SMALL_FOLDER ? readdirSync(folder, types) : readdir(folder, types);
}
