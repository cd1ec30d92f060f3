import { statSync } from 'node:fs';
import { sync as write } from 'write-file-atomic';
import { UnusableFileError } from './open-regular-file.js';
import { realPathSync } from './real-path.js';

/**
 * Replaces a file as a whole: readers see the old text or the new one. A symbolic link stays, and what it points to is replaced. `mode` counts for new
 * and old files alike; without it an old file keeps its own. Throws `UnusableFileError` where something else than a regular file is: a device in
 * that place would be replaced too.
 */
export function writeAtomically(path: string, text: string, mode?: number): void {
  const { path: real } = realPathSync(path);
  if (real === '') throw new Error(`${path} is a symbolic link that leads in a circle`);
  if (statSync(real, { throwIfNoEntry: false })?.isFile() === false)
    throw new UnusableFileError('not_regular', `${path} is not a regular file`);
  write(real, text, mode === undefined ? {} : { mode });
}
