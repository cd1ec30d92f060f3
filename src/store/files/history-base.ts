import { join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { dayFolders, entriesOf } from './day-folders.js';
import { parseRolloutName } from './rollout-name.js';
import { type ReadRollout, readRollout } from './rollout-reader.js';

const MAX_DEPTH = 100;

/**
 * The rollout with the lines before its own: the reference stores a fork, and a conversation that was taken back, as what is new and a reference to
 * the file before it (C323). Throws `rollout_invalid` when that one is not there: a history that lacks its beginning is not used.
 */
export async function withBase(home: string, path: string, own: ReadRollout, depth = 0): Promise<ReadRollout> {
  if (!own.base) return own;
  const { thread_id: id, end_ordinal_exclusive: endOrdinal, end_byte_offset: bytes } = own.base;
  const candidates = depth < MAX_DEPTH ? await rolloutsOf(home, id) : [];
  for (const candidate of candidates) {
    if (candidate === path) continue;
    const read = await readRollout(candidate, bytes).catch(() => undefined);
    if (!read || read.meta.id !== id || !read.endsWithNewline) continue;
    if (bytes !== undefined && read.size !== bytes) continue;
    if (endOrdinal !== undefined && read.nextOrdinal !== endOrdinal) continue;
    const before = await withBase(home, candidate, read, depth + 1);
    return {
      ...own,
      records: [...before.records, ...own.records],
      lines: [...before.lines, ...own.lines],
      findings: [...before.findings, ...own.findings],
    };
  }
  const reason = `it continues the conversation ${id}, whose rollout is missing or has changed`;
  throw new AppError('rollout_invalid', reason, { path, reason });
}

/** All files of a conversation, also archived ones. */
async function rolloutsOf(home: string, id: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string) => {
    for (const entry of await entriesOf(folder)) {
      if (entry.isFile() && parseRolloutName(entry.name)?.id === id) found.push(join(folder, entry.name));
    }
  };
  await look(join(home, 'archived_sessions'));
  for await (const { paths } of dayFolders(join(home, 'sessions'))) for (const folder of paths) await look(folder);
  return found;
}
