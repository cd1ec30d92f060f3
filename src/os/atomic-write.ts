import { sync as write } from 'write-file-atomic';
import { realPathSync } from './real-path.js';

/**
 * Replaces a file as a whole: readers see the old text or the new one. A symbolic link stays, and what it points to is replaced. `mode` counts for new
 * and old files alike; without it an old file keeps its own.
 */
export function writeAtomically(path: string, text: string, mode?: number): void {
  const { path: real } = realPathSync(path);
  if (real === '') throw new Error(`${path} is a symbolic link that leads in a circle`);
  write(real, text, mode === undefined ? {} : { mode });
}
