import { join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { dayFolders } from './day-folders.js';
import { hasDatabases, rolloutsIn } from './find.js';
import { Folders } from './folders.js';
import { readLines } from './read-lines.js';
import { type ReadOptions, type ReadRollout, RolloutReader, readRollout } from './rollout-reader.js';

const MAX_DEPTH = 100;

/**
 * The rollout with the lines that come before its own. 0.171 stores a fork or a reverted conversation as the new lines and a reference to an earlier
 * file (C323). Throws `rollout_invalid` when the earlier file is missing: a history without its beginning is not used.
 */
export async function withBase(
  home: string,
  path: string,
  own: ReadRollout,
  options: Pick<ReadOptions, 'keepLines' | 'makeItems'>,
  depth = 0,
): Promise<ReadRollout> {
  if (!own.base) return own;
  const { thread_id: id, end_ordinal_exclusive: endOrdinal, end_byte_offset: bytes } = own.base;
  const candidates = depth < MAX_DEPTH ? await rolloutsOf(home, id) : [];
  for (const candidate of candidates) {
    if (candidate === path) continue;
    const read = await readRollout(candidate, { ...options, bytes }).catch(() => undefined);
    if (!read || read.meta.id !== id || !read.endsWithNewline) continue;
    if (bytes !== undefined && read.size !== bytes) continue;
    if (endOrdinal !== undefined && read.nextOrdinal !== endOrdinal) continue;
    const before = await withBase(home, candidate, read, options, depth + 1);
    return {
      ...own,
      records: [...before.records, ...own.records],
      lines: before.lines && own.lines && [...before.lines, ...own.lines],
      findings: [...before.findings, ...own.findings],
    };
  }
  const reason = `it continues the conversation ${id}, whose rollout is missing or has changed`;
  throw new AppError('rollout_invalid', reason, { path, reason });
}

/** All files of a conversation, also archived ones. */
export async function rolloutsOf(home: string, id: string, folders: Folders = new Folders()): Promise<string[]> {
  return rolloutsIn(folders, await foldersOf(home, folders), id);
}

/** Whether another conversation refers to the lines of this one. Only later codex releases write such files, and they keep databases in the home. */
export async function isBaseOfOthers(home: string, id: string, folders: Folders = new Folders()): Promise<boolean> {
  if (!hasDatabases(home)) return false;
  for (const folder of await foldersOf(home, folders)) {
    for (const { id: other, file } of (await folders.list(folder)).rollouts) {
      if (other === id) continue;
      const reader = new RolloutReader();
      const read = (line: Buffer | undefined, last: boolean) => {
        reader.line(line, last);
        return reader.meta === undefined;
      };
      await readLines(join(folder, file), { to: MAX_META }, read).catch(() => undefined);
      if (reader.base?.thread_id === id) return true;
    }
  }
  return false;
}

/** The first line of a rollout is searched in this many bytes. */
const MAX_META = 4 * 1024 * 1024;

async function foldersOf(home: string, folders: Folders): Promise<string[]> {
  const found = [join(home, 'archived_sessions')];
  for await (const { paths } of dayFolders(join(home, 'sessions'), folders)) found.push(...paths);
  return found;
}
