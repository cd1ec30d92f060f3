import { join } from 'node:path';
import { dayFolders, entriesOf } from './day-folders.js';
import { parseRolloutName } from './rollout-name.js';

/**
 * The rollout of a conversation by the id in its file's name, exactly (C50). Ids made here tell when they were
 * made, so the folders around that day are searched first.
 */
export async function findRollout(sessions: string, id: string): Promise<string | undefined> {
  const later: string[] = [];
  const likely = likelyDays(id);
  for await (const { day, paths } of dayFolders(sessions)) {
    if (!likely.includes(day)) later.push(...paths);
    else {
      const found = await findIn(paths, id);
      if (found) return found;
    }
  }
  return findIn(later, id);
}

async function findIn(folders: readonly string[], id: string): Promise<string | undefined> {
  for (const folder of folders) {
    const entry = (await entriesOf(folder)).find((e) => e.isFile() && parseRolloutName(e.name)?.id === id);
    if (entry) return join(folder, entry.name);
  }
  return undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A UUID of version 7 begins with its time; local days may be one off. */
function likelyDays(id: string): string[] {
  if (id[14] !== '7') return [];
  const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  return [-1, 0, 1].map((offset) => new Date(made + offset * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'));
}
