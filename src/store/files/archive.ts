import { copyFileSync, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { withFolder } from '../../os/missing-folder.js';
import { dayOf } from './cursor.js';
import { dayFolders } from './day-folders.js';
import { rolloutsIn } from './find.js';
import { Folders } from './folders.js';
import { parseRolloutName } from './rollout-name.js';

/**
 * The real path of a rollout that may be archived: a regular file below the sessions folder, both with their links resolved, whose name ends
 * with the conversation's id (C12, C44).
 */
export function checkArchivable(sessions: string, id: string, path: string): string {
  let real: string;
  try {
    real = realpathSync.native(path);
    if (!real.startsWith(realpathSync.native(sessions) + sep)) throw new Error('outside');
    if (!statSync(real).isFile()) throw new Error('not a file');
  } catch {
    throw new AppError('rollout_outside_sessions', `rollout path \`${path}\` must be in sessions directory`, { path });
  }
  const name = basename(real);
  if (!name.endsWith(`${id}.jsonl`) && parseRolloutName(name)?.id !== id) {
    throw new AppError('rollout_mismatch', `rollout path \`${path}\` does not match conversation id ${id}`, {
      id,
      path,
    });
  }
  return real;
}

/** Moves all files of the conversation to the archive: a reverted conversation has several. */
export async function archiveConversation(
  home: string,
  id: string,
  real: string,
  folders: Folders = new Folders(),
): Promise<void> {
  const others = await otherFiles(join(home, 'sessions'), id, basename(real), folders);
  archiveRollout(home, real);
  for (const path of others) if (existsSync(path)) archiveRollout(home, path);
}

async function otherFiles(sessions: string, id: string, name: string, folders: Folders): Promise<string[]> {
  const found: string[] = [];
  const { time, revision } = parseRolloutName(name) ?? {};
  for await (const { day, paths } of dayFolders(sessions, folders)) {
    // No file of a conversation is older than its first one.
    if (revision === undefined && time !== undefined && day < dayOf(time)) break;
    found.push(...(await rolloutsIn(folders, paths, id)));
  }
  return found.filter((path) => basename(path) !== name);
}

/** Moves the file to the archive; a file there with the same name is renamed first. */
function archiveRollout(home: string, real: string): void {
  const folder = join(home, 'archived_sessions');
  const target = join(folder, basename(real));
  try {
    if (existsSync(target)) renameSync(target, freeName(target));
    withFolder(target, () => move(real, target));
  } catch (e) {
    const reason = (e as Error).message;
    throw new AppError('io_error', `failed to archive conversation: ${reason}`, { reason, path: real });
  }
}

function freeName(target: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${target}.${n}`)) return `${target}.${n}`;
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (e) {
    // The sessions folder may be a link to another file system.
    if ((e as NodeJS.ErrnoException).code !== 'EXDEV') throw e;
    copyFileSync(from, to);
    rmSync(from);
  }
}
