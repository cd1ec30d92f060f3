import type { Stats } from 'node:fs';

/** What the file system says of a file or a folder. Equal marks mean that it has not changed, if the first one was settled. */
export interface Mark {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export const markOf = ({ dev, ino, size, mtimeMs, ctimeMs }: Stats): Mark => ({ dev, ino, size, mtimeMs, ctimeMs });

export const isSame = (a: Mark, b: Mark): boolean =>
  a.ino === b.ino && a.ctimeMs === b.ctimeMs && a.mtimeMs === b.mtimeMs && a.size === b.size && a.dev === b.dev;

/** The longest step of times in whole seconds (FAT has two), and of all others (10 ms, where Linux ticks 100 times a second). */
const WHOLE_SECONDS_MS = 3000;
const FINE_MS = 100;

/**
 * Whether a later change would show in the mark. File systems keep times in steps, so two changes in the same step cannot be told apart. No program can set
 * `ctime`. `now`: from before the mark was taken.
 */
export function isSettled({ ctimeMs }: Mark, now: number): boolean {
  return ctimeMs + (ctimeMs % 1000 === 0 ? WHOLE_SECONDS_MS : FINE_MS) < now;
}
