import { basename, join } from 'node:path';
import { dayFolders, entriesOf } from './day-folders.js';
import { parseRolloutName } from './rollout-name.js';

/**
 * The rollout of a conversation by the id in its file's name, exactly (C50). Of several files, the newest: the reference continues a conversation that
 * was taken back in another file.
 */
export async function findRollout(sessions: string, id: string): Promise<string | undefined> {
  for await (const { paths } of dayFolders(sessions)) {
    const found: string[] = [];
    for (const folder of paths) {
      for (const entry of await entriesOf(folder)) {
        if (entry.isFile() && parseRolloutName(entry.name)?.id === id) found.push(join(folder, entry.name));
      }
    }
    const newest = found.sort((a, b) => keyOf(a).localeCompare(keyOf(b))).at(-1);
    if (newest !== undefined) return newest;
  }
  return undefined;
}

function keyOf(path: string): string {
  const name = parseRolloutName(basename(path));
  return `${name?.time} ${name?.revision ?? ''}`;
}
