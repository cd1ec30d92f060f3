import { join } from 'node:path';
import { dayFolders, entriesOf } from './day-folders.js';
import { parseRolloutName } from './rollout-name.js';

/**
 * The rollout of a conversation by the id in its file's name, exactly (v1-protocol §19, defect 25). Ids made here tell when they were
 * made, so the folders around that day are searched first.
 */
export async function findRollout(sessions: string, id: string): Promise<string | undefined> {
  const later: string[] = [];
  const likely = likelyDays(id);
  for await (const { day, path } of dayFolders(sessions)) {
    if (!likely.includes(day)) later.push(path);
    else {
      const found = await findIn(path, id);
      if (found) return found;
    }
  }
  for (const folder of later) {
    const found = await findIn(folder, id);
    if (found) return found;
  }
  return undefined;
}

async function findIn(folder: string, id: string): Promise<string | undefined> {
  const entry = (await entriesOf(folder)).find((e) => e.isFile() && parseRolloutName(e.name)?.id === id);
  return entry && join(folder, entry.name);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A UUID of version 7 begins with its time; local days may be one off. */
function likelyDays(id: string): string[] {
  if (id[14] !== '7') return [];
  const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  return [-1, 0, 1].map((offset) => new Date(made + offset * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'));
}
