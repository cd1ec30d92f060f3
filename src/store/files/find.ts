import { basename, dirname, join } from 'node:path';
import { dayFolders, entriesOf } from './day-folders.js';
import { parseRolloutName } from './rollout-name.js';

/**
 * The rollout of a conversation by the id in its file's name, exactly (C50). Of several files, the newest: 0.171 continues a reverted
 * conversation in a new file.
 */
export async function findRollout(sessions: string, id: string): Promise<string | undefined> {
  // Unless a later release has used this home, a conversation has only one file, in the day folder that its id gives.
  if (!(await hasDatabases(dirname(sessions)))) {
    const near = await newestIn(
      daysOf(id).map((day) => join(sessions, day)),
      id,
    );
    if (near !== undefined) return near;
  }
  for await (const { paths } of dayFolders(sessions)) {
    const newest = await newestIn(paths, id);
    if (newest !== undefined) return newest;
  }
  return undefined;
}

async function newestIn(folders: readonly string[], id: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of await entriesOf(folder)) {
      if (entry.isFile() && parseRolloutName(entry.name)?.id === id) found.push(join(folder, entry.name));
    }
  }
  return found.sort((a, b) => keyOf(a).localeCompare(keyOf(b))).at(-1);
}

/** Releases that continue a conversation in another file keep databases in the home. */
export const hasDatabases = async (home: string): Promise<boolean> =>
  (await entriesOf(home)).some(({ name }) => name.endsWith('.sqlite'));

const DAY_MS = 86_400_000;

/** The days on which a conversation with this id can have begun, in some time zone: UUIDs of version 7 contain their time. */
function daysOf(id: string): string[] {
  if (!/^.{14}7/.test(id)) return [];
  const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  if (ms > 8e15) return [];
  return [-1, 0, 1].map((days) => new Date(ms + days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'));
}

function keyOf(path: string): string {
  const name = parseRolloutName(basename(path));
  return `${name?.time} ${name?.revision ?? ''}`;
}
