import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface DayFolder {
  /** `YYYY/MM/DD`, padded, so that it sorts. */
  readonly day: string;
  /** More than one when folders spell the same day differently (`9` and `09`). */
  readonly paths: readonly string[];
}

/** The folders that hold rollouts, newest first. Folders whose names are not dates, files and links are ignored (C10). */
export async function* dayFolders(sessions: string): AsyncGenerator<DayFolder> {
  for (const year of await numbered([sessions], 4, true)) {
    for (const month of await numbered(year.paths, 2)) {
      for (const day of await numbered(month.paths, 2)) {
        yield { day: `${year.name}/${month.name}/${day.name}`, paths: day.paths };
      }
    }
  }
}

async function numbered(folders: readonly string[], digits: number, top = false) {
  const found = new Map<string, string[]>();
  for (const folder of folders) {
    for (const entry of await entriesOf(folder, top)) {
      if (!entry.isDirectory() || !/^\d+$/.test(entry.name)) continue;
      const name = String(Number(entry.name)).padStart(digits, '0');
      if (name.length === digits) found.set(name, [...(found.get(name) ?? []), join(folder, entry.name)]);
    }
  }
  return [...found].map(([name, paths]) => ({ name, paths })).sort((a, b) => (a.name < b.name ? 1 : -1));
}

/** A folder that vanishes or cannot be read counts as empty; only the top folder may fail the whole listing. */
export async function entriesOf(folder: string, top = false): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (e) {
    if (top && (e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
    return [];
  }
}
