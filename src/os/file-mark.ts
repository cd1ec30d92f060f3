import { type Stats, statSync } from 'node:fs';

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
 * Whether the mark would show a later change. File systems keep times in steps, so two changes in the same step cannot be told apart. No program can set
 * `ctime`. `now`: from before the mark was taken.
 */
export function isSettled({ ctimeMs }: Pick<Mark, 'ctimeMs'>, now: number): boolean {
  return ctimeMs + (ctimeMs % 1000 === 0 ? WHOLE_SECONDS_MS : FINE_MS) < now;
}

/** The same for file systems that keep another time as `ctime`, as FAT does on older systems: both times must be old. */
export const isProof = ({ ctimeMs, mtimeMs }: Mark, now: number): boolean =>
  isSettled({ ctimeMs }, now) && isSettled({ ctimeMs: mtimeMs }, now);

/** The mark of a path where nothing is. */
export const NO_FILE: Mark = { dev: 0, ino: 0, size: -1, mtimeMs: 0, ctimeMs: 0 };

/**
 * The mark of what is at a path; undefined when it cannot be looked at. Take it before the content is read, so that a change in between is noticed the next
 * time.
 */
export function markAt(path: string): Mark | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats ? markOf(stats) : NO_FILE;
  } catch {
    return undefined;
  }
}

/** The same as a text; undefined also when the file is too young for its mark to be a proof. */
export function settledMark(path: string): string | undefined {
  const now = Date.now();
  const mark = markAt(path);
  return mark && isProof(mark, now) ? Object.values(mark).join(' ') : undefined;
}
