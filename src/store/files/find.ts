import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dayFolders } from './day-folders.js';
import { Folders, newestFirst } from './folders.js';
import { timeOfId } from './rollout-name.js';

/**
 * The rollout of a conversation by the id in its file's name, exactly (C50). Of several files, the newest: 0.171 continues a reverted
 * conversation in a new file.
 */
export async function findRollout(
  sessions: string,
  id: string,
  folders: Folders = new Folders(),
): Promise<string | undefined> {
  // Unless a later release has used this home, a conversation has only one file, in the day folder that its id gives.
  if (!hasDatabases(dirname(sessions))) {
    const days = daysOf(id).map((day) => join(sessions, day));
    const near = (await rolloutsIn(folders, days, id))[0];
    if (near !== undefined) return near;
  }
  for await (const { paths } of dayFolders(sessions, folders)) {
    const newest = (await rolloutsIn(folders, paths, id))[0];
    if (newest !== undefined) return newest;
  }
  return undefined;
}

/** The rollouts of a conversation in these folders, newest first. */
export async function rolloutsIn(folders: Folders, paths: readonly string[], id: string): Promise<string[]> {
  const found = [];
  for (const folder of paths) for (const rollout of await folders.rolloutsOf(id, folder)) found.push(rollout);
  return found.sort(newestFirst).map(({ folder, file }) => join(folder, file));
}

/** Releases that continue a conversation in another file keep databases in the home. */
export function hasDatabases(home: string): boolean {
  try {
    return readdirSync(home).some((name) => name.endsWith('.sqlite'));
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

/** The days on which a conversation with this id can have begun, in some time zone. */
function daysOf(id: string): string[] {
  const ms = timeOfId(id);
  if (ms === undefined || ms > 8e15) return [];
  return [-1, 0, 1].map((days) => new Date(ms + days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'));
}
