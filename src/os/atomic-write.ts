import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { sync as write } from 'write-file-atomic';

/**
 * Replaces a file as a whole: readers see the old text or the new one. A symbolic link stays, and what it points to is replaced. `mode` counts for new
 * and old files alike; without it an old file keeps its own.
 */
export function writeAtomically(path: string, text: string, mode?: number): void {
  write(realPath(path), text, mode === undefined ? {} : { mode });
}

/** The end of the links; a file that does not exist yet is where it is named, or where the link points that names it. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink ? resolve(dirname(path), readlinkSync(path)) : path;
  }
}
