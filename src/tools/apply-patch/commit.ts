import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type Disk, type Found, isCode, disk as realDisk } from './files/disk.js';
import { realPath } from './files/real-path.js';
import type { Content } from './overlay.js';
import { PatchError, reason, systemError } from './patch-error.js';
import type { Plan, PlannedFile } from './plan.js';

export interface CommitOptions {
  readonly disk?: Disk;
  /** Waits until the disk itself has the new contents: for power cuts, not for crashes. */
  readonly flush?: boolean;
}

/**
 * Makes the plan true, all of it or none (C122). New contents are written beside their targets first and then renamed into place, so
 * that a file is old or new at any moment, also for a process that dies here. Throws `PatchError` of kind `stale` or `write`; then nothing has
 * changed, unless the message says what could not be put back.
 */
export async function commitPlan(plan: Plan, { disk = realDisk, flush = false }: CommitOptions = {}): Promise<void> {
  for (const file of plan.files) await assertUnchanged(disk, file);
  const undo: Undo[] = [];
  try {
    const staged: Staged[] = [];
    for (const file of plan.files) {
      if (file.after !== undefined) staged.push(await stage(disk, file, file.after, flush, undo));
    }
    const placed = new Map<string, string>();
    for (const each of staged) placed.set(await place(disk, each, undo), each.file.path);
    // Last, so that the content of a file that moves is somewhere at any moment.
    for (const file of plan.files) {
      if (file.after === undefined) await removeOld(disk, file, placed, undo);
    }
  } catch (e) {
    const kept = await rollBack(undo);
    if (kept.length === 0) throw e;
    throw new PatchError('write', `${(e as Error).message}; not put back: ${kept.join(', ')}`, { cause: e });
  }
}

interface Staged {
  readonly file: PlannedFile;
  /** Where the new content waits. */
  readonly waiting: string;
  placed: boolean;
}

interface Undo {
  /** For people, when it fails. */
  readonly what: string;
  run(): Promise<void>;
}

/** A person may have taken minutes to agree to the plan. Neither other edits nor a link put in the way may be written over. */
async function assertUnchanged(disk: Disk, { path, written, before }: PlannedFile): Promise<void> {
  const same = await attempt(`Failed to write file ${written}`, async () => {
    if ((await realPath(disk, path, 'keep')) !== path) return false;
    const found = await disk.find(path);
    if (before === undefined || found === undefined) return before === undefined && found === undefined;
    if (before.link !== undefined) return found.kind === 'link' && (await disk.readLink(path)) === before.link;
    return found.kind === 'file' && before.bytes.equals(await disk.read(path));
  });
  if (same) return;
  throw new PatchError('stale', `Failed to write file ${written}: it has changed since the patch was checked`);
}

async function stage(disk: Disk, file: PlannedFile, after: Content, flush: boolean, undo: Undo[]): Promise<Staged> {
  const folder = dirname(file.path);
  await attempt(`Failed to create parent directories for ${file.written}`, () => makeFolders(disk, folder, undo));
  return attempt(`Failed to write file ${file.written}`, async () => {
    // Renaming over a read-only file would succeed; writing to it does not, and it is the person's wish.
    if (file.before !== undefined && file.before.link === undefined) await disk.assertWritable(file.path);
    const staged: Staged = { file, waiting: temporary(folder), placed: false };
    undo.push({
      what: staged.waiting,
      run: async () => {
        if (!staged.placed) await removeIfThere(disk, staged.waiting);
      },
    });
    await disk.create(staged.waiting, after.bytes, after, flush);
    return staged;
  });
}

/** Gives the identity of the file that is now in place. */
async function place(disk: Disk, staged: Staged, undo: Undo[]): Promise<string> {
  const { file, waiting } = staged;
  return attempt(`Failed to write file ${file.written}`, async () => {
    const found = await disk.find(waiting);
    await disk.rename(waiting, file.path);
    staged.placed = true;
    undo.push({ what: file.written, run: () => restore(disk, file) });
    return found?.id ?? '';
  });
}

async function removeOld(disk: Disk, file: PlannedFile, placed: Map<string, string>, undo: Undo[]): Promise<void> {
  await attempt(`Failed to delete file ${file.written}`, async () => {
    const found: Found | undefined = await disk.find(file.path);
    // Where case does not matter, `a` moved to `A` is one file: removing the old name would remove the new content.
    const renamed = found && placed.get(found.id);
    if (renamed !== undefined) await disk.rename(file.path, renamed);
    else await disk.remove(file.path);
    undo.push({ what: file.written, run: () => restore(disk, file) });
  });
}

/** Steps back, the last first. Gives what could not be undone; each step is tried whatever became of the others. */
async function rollBack(undo: readonly Undo[]): Promise<string[]> {
  const kept: string[] = [];
  for (const { what, run } of [...undo].reverse()) {
    await run().catch((e: unknown) => kept.push(`${what} (${reason(e)})`));
  }
  return kept;
}

async function restore(disk: Disk, { path, before }: PlannedFile): Promise<void> {
  if (before === undefined) {
    await removeIfThere(disk, path);
    return;
  }
  const waiting = temporary(dirname(path));
  try {
    if (before.link === undefined) await disk.create(waiting, before.bytes, before, false);
    else await disk.link(before.link, waiting);
    await disk.rename(waiting, path);
  } catch (e) {
    await removeIfThere(disk, waiting);
    throw e;
  }
}

/** One by one, so that those which were made are known when a further one cannot be. */
async function makeFolders(disk: Disk, folder: string, undo: Undo[]): Promise<void> {
  const found = await disk.find(folder);
  if (found?.kind === 'folder') return;
  if (found !== undefined) throw systemError('ENOTDIR');
  await makeFolders(disk, dirname(folder), undo);
  await disk.makeFolder(folder);
  undo.push({ what: folder, run: () => removeFolder(disk, folder) });
}

async function removeFolder(disk: Disk, folder: string): Promise<void> {
  try {
    await disk.removeFolder(folder);
  } catch (e) {
    // Somebody else has put something into it, or has removed it.
    if (!isCode(e, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw e;
  }
}

async function removeIfThere(disk: Disk, path: string): Promise<void> {
  try {
    await disk.remove(path);
  } catch (e) {
    if (!isCode(e, 'ENOENT')) throw e;
  }
}

/** Short, because the name of the target may be as long as names can be. */
function temporary(folder: string): string {
  return join(folder, `.turnwire-${randomBytes(6).toString('hex')}.tmp`);
}

async function attempt<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (e) {
    throw new PatchError('write', `${what}: ${reason(e)}`, { cause: e });
  }
}
