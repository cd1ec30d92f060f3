import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface DayFolder {
  /** `YYYY/MM/DD`, padded, so that it sorts. */
  readonly day: string;
  readonly path: string;
}

/** The folders that hold rollouts, newest first; folders whose names are no dates, files and links are passed over (v1-protocol §11.2). */
export async function* dayFolders(sessions: string): AsyncGenerator<DayFolder> {
  for (const year of await numbered(sessions, 4, true)) {
    for (const month of await numbered(year.path, 2)) {
      for (const day of await numbered(month.path, 2)) {
        yield { day: `${year.name}/${month.name}/${day.name}`, path: day.path };
      }
    }
  }
}

async function numbered(folder: string, digits: number, top = false): Promise<{ name: string; path: string }[]> {
  const entries = await entriesOf(folder, top);
  return entries
    .filter((entry) => entry.isDirectory() && /^\d{1,4}$/.test(entry.name))
    .map((entry) => ({ name: String(Number(entry.name)).padStart(digits, '0'), path: join(folder, entry.name) }))
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

/** A folder that vanishes or cannot be read hides what is in it and nothing else; only the top one may fail the whole listing. */
export async function entriesOf(folder: string, top = false): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (e) {
    if (top && (e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
    return [];
  }
}
