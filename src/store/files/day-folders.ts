import { type Folders, joined, type Numbered } from './folders.js';

export interface DayFolder {
  /** `YYYY/MM/DD`, padded, so that it sorts. */
  readonly day: string;
  /** More than one when folders spell the same day differently (`9` and `09`). */
  readonly paths: readonly string[];
}

/** The folders that hold rollouts, newest first. Folders whose names are not dates, files and links are ignored (C10). */
export async function* dayFolders(sessions: string, folders: Folders): AsyncGenerator<DayFolder> {
  for (const year of await numbered(folders, [sessions], true)) {
    if (year.number > 9999) continue;
    for (const month of await numbered(folders, year.paths)) {
      if (month.number > 99) continue;
      for (const day of await numbered(folders, month.paths)) {
        if (day.number > 99) continue;
        yield { day: `${padded(year, 4)}/${padded(month, 2)}/${padded(day, 2)}`, paths: day.paths };
      }
    }
  }
}

/** The folders in one or more folders. Of one folder, it is what was kept of it: a list asks for the same folders for each page. */
async function numbered(folders: Folders, paths: readonly string[], top = false): Promise<readonly Numbered[]> {
  const [first, ...others] = paths;
  const found = first === undefined ? [] : (await folders.list(first, top)).numbered;
  return others.length === 0 ? found : joined([...found, ...(await numbered(folders, others))]);
}

const padded = ({ number }: Numbered, digits: number): string => String(number).padStart(digits, '0');
