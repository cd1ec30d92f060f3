import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import { rolloutsIn } from './find.js';
import { Folders } from './folders.js';
import { parseRolloutName } from './rollout-name.js';

/** The files of a conversation in the archive, the newest last. */
export async function archivedFiles(home: string, id: string, folders: Folders = new Folders()): Promise<string[]> {
  return (await rolloutsIn(folders, [join(home, 'archived_sessions')], id)).reverse();
}

/** Moves the files of a conversation back to the folders of their days. Returns the path of the newest; undefined when the archive has none. */
export async function unarchive(home: string, id: string): Promise<string | undefined> {
  let location: string | undefined;
  for (const path of await archivedFiles(home, id)) {
    const name = path.slice(dirname(path).length + 1);
    const day = (parseRolloutName(name)?.time ?? '').slice(0, 10).split('-');
    location = join(home, 'sessions', ...day, name);
    move(path, location);
  }
  return location;
}

function move(from: string, to: string): void {
  try {
    if (existsSync(to)) throw new Error(`${to} exists`);
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  } catch (e) {
    const reason = (e as Error).message;
    throw new AppError('io_error', `failed to take the conversation out of the archive: ${reason}`, {
      reason,
      path: from,
    });
  }
}

/** Removes the files; one that cannot be removed does not stop the others. */
export function removeFiles(paths: readonly string[]): void {
  let failed: AppError | undefined;
  for (const path of paths) {
    try {
      rmSync(path, { force: true });
    } catch (e) {
      const reason = (e as Error).message;
      failed ??= new AppError('io_error', `failed to delete the conversation: ${reason}`, { reason, path });
    }
  }
  if (failed) throw failed;
}
