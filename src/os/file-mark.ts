import { type BigIntStats, statSync } from 'node:fs';

/** Two changes within one tick of a file system's clock cannot be distinguished, so a younger file is read again. */
const SETTLED_MS = 50;
/** The same where times are whole seconds (FAT: 2 s). */
const SETTLED_WHOLE_SECONDS_MS = 2_500;

/** The mark of a path where nothing is. */
export const NO_FILE = 'none';

/**
 * Identifies the state of a file: while the mark is the same, the content is. Undefined when the file is too young for its time to be a proof, or cannot be
 * looked at. Take it before the content is read, so that a change in between is noticed the next time.
 */
export function fileMark(path: string): string | undefined {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
  if (!stats) return NO_FILE;
  const age = Date.now() - Math.max(Number(stats.ctimeMs), Number(stats.mtimeMs));
  const isFine = stats.ctimeNs % 1_000_000_000n !== 0n;
  if (age < (isFine ? SETTLED_MS : SETTLED_WHOLE_SECONDS_MS)) return undefined;
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}
