import { join } from 'node:path';
import type { Folders } from './folders.js';

export interface DayFolder {
  /** `YYYY/MM/DD`, padded, so that it sorts. */
  readonly day: string;
  /** More than one when folders spell the same day differently (`9` and `09`). */
  readonly paths: readonly string[];
}

/** The folders that hold rollouts, newest first. Folders whose names are not dates, files and links are ignored (C10). */
export async function* dayFolders(sessions: string, folders: Folders): AsyncGenerator<DayFolder> {
  for (const year of await numbered(folders, [sessions], 4, true)) {
    for (const month of await numbered(folders, year.paths, 2)) {
      for (const day of await numbered(folders, month.paths, 2)) {
        yield { day: `${year.name}/${month.name}/${day.name}`, paths: day.paths };
      }
    }
  }
}

async function numbered(folders: Folders, paths: readonly string[], digits: number, top = false) {
  const found = new Map<string, string[]>();
  for (const folder of paths) {
    for (const entry of (await folders.list(folder, top)).numbered) {
      const name = String(Number(entry)).padStart(digits, '0');
      if (name.length === digits) found.set(name, [...(found.get(name) ?? []), join(folder, entry)]);
    }
  }
  return [...found].map(([name, paths]) => ({ name, paths })).sort((a, b) => (a.name < b.name ? 1 : -1));
}
