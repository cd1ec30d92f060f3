import type { v2 } from '../../../generated-types/index.js';
import { shortened, visibleLine } from '../visible.js';
import { titleOf } from './find-thread.js';

/** This much of an id contains the millisecond in which the thread began, so it can name the thread. */
export const SHORT_ID = 13;

export interface RowOptions {
  /** In seconds. */
  readonly now: number;
  /** The width of the terminal. Without it, lines are not cut. */
  readonly width?: number | undefined;
  /** The folder is shown, because it is not the same for all. */
  readonly withFolder: boolean;
  readonly home: string;
}

/** A list for people: id, age, branch, folder, title. */
export function rows(threads: readonly v2.Thread[], { now, width = Infinity, withFolder, home }: RowOptions): string[] {
  const cells = threads.map((thread) => [
    thread.id.slice(0, SHORT_ID),
    age(now - thread.updatedAt),
    ...(withFolder ? [folder(thread.cwd, home)] : []),
    visibleLine(thread.gitInfo?.branch ?? '-'),
    titleOf(thread) || '-',
  ]);
  const columns = cells[0]?.length ?? 0;
  const widths = Array.from({ length: columns - 1 }, (_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells.map((row) => {
    const line = row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
    return shortened(line, width);
  });
}

const UNITS = [
  ['y', 365 * 86_400],
  ['mo', 30 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** How long ago, in one unit: `5 min`, `3 d`. */
export function age(seconds: number): string {
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? `${Math.floor(seconds / unit[1])} ${unit[0]}` : 'now';
}

const folder = (cwd: string, home: string): string => {
  const shown = home !== '' && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd;
  return visibleLine(shown);
};
