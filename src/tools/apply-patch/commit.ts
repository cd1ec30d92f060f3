import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { realName } from '../../os/real-path.js';
import { type Disk, type Found, isCode, disk as realDisk } from './files/disk.js';
import type { Content } from './overlay.js';
import { PatchError, reason, systemError } from './patch-error.js';
import type { Plan, PlannedFile } from './plan.js';

export interface CommitOptions {
  readonly disk?: Disk;
  /** Ends the work between two steps, and takes back those that were done. */
  readonly signal?: AbortSignal | undefined;
  readonly journal?: TemporaryFiles | undefined;
}

/** Remembers which temporary files may be left behind when this process is killed. */
export interface TemporaryFiles {
  /** Call it before the files are made. It returns a function; call that when none of the files is left. */
  record(paths: readonly string[]): () => void;
}

/**
 * Applies the plan, all of it or nothing (C122). New contents are first written to files beside their targets and then renamed into place. So each file has its
 * old or its new content at any moment, even if the process is killed. Throws `PatchError` of kind `stale`, `write` or `aborted`; then nothing has changed,
 * except what the message names as not put back.
 */
export async function commitPlan(plan: Plan, { disk = realDisk, signal, journal }: CommitOptions = {}): Promise<void> {
  const files = plan.files.map((file): Staged => ({ file, waiting: temporary(dirname(file.path)), placed: false }));
  for (const { file } of files) {
    assertRunning(signal);
    await assertUnchanged(disk, file);
  }
  const forget = journal?.record(files.map(({ waiting }) => waiting));
  const undo: Undo[] = [];
  try {
    const staged = files.filter(({ file }) => file.after !== undefined);
    for (const each of staged) {
      assertRunning(signal);
      await stage(disk, each, each.file.after as Content, undo);
    }
    const placed = new Map<string, string>();
    for (const each of staged) {
      assertRunning(signal);
      placed.set(await place(disk, each, undo), each.file.path);
    }
    // Files are removed last, so that the content of a moved file exists at any moment.
    for (const each of files.filter(({ file }) => file.after === undefined)) {
      assertRunning(signal);
      await removeOld(disk, each, placed, undo);
    }
  } catch (e) {
    const left = await rollBack(undo);
    if (left.length > 0) {
      throw new PatchError('write', `${(e as Error).message}; not put back: ${left.join(', ')}`, { cause: e });
    }
    forget?.();
    throw e;
  }
  forget?.();
}

interface Staged {
  readonly file: PlannedFile;
  /** The temporary file for the new content, and for the old content when it is put back. */
  readonly waiting: string;
  placed: boolean;
}

interface Undo {
  /** For the user, when it fails. */
  readonly what: string;
  run(): Promise<void>;
}

function assertRunning(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PatchError('aborted', 'The patch was stopped, and nothing has been changed');
}

/** The approval of the plan may have taken minutes. Edits and links that were made meanwhile must not be overwritten. */
async function assertUnchanged(disk: Disk, { path, written, before }: PlannedFile): Promise<void> {
  const same = await attempt(`Failed to write file ${written}`, async () => {
    if ((await realName(path)).path !== path) return false;
    const found = await disk.find(path);
    if (before === undefined || found === undefined) return before === undefined && found === undefined;
    if (before.link !== undefined) return found.kind === 'link' && (await disk.readLink(path)) === before.link;
    return found.kind === 'file' && before.bytes.equals(await disk.read(path));
  });
  if (!same) throw stale(written);
}

async function stage(disk: Disk, staged: Staged, after: Content, undo: Undo[]): Promise<void> {
  const { file, waiting } = staged;
  const folder = dirname(file.path);
  await attempt(`Failed to create parent directories for ${file.written}`, () => makeFolders(disk, folder, undo));
  await attempt(`Failed to write file ${file.written}`, async () => {
    // A rename would replace a read-only file. The file must not change, because the user has made it read-only.
    if (file.before !== undefined && file.before.link === undefined) await disk.assertWritable(file.path);
    undo.push({
      what: waiting,
      run: async () => {
        if (!staged.placed) await removeIfThere(disk, waiting);
      },
    });
    await disk.create(waiting, after.bytes, after);
  });
}

/** Gives the identity of the file that is now in place. */
async function place(disk: Disk, staged: Staged, undo: Undo[]): Promise<string> {
  const { file, waiting } = staged;
  return attempt(`Failed to write file ${file.written}`, async () => {
    const found = await disk.find(waiting);
    if (file.before === undefined) await placeNew(disk, staged);
    else await disk.rename(waiting, file.path);
    staged.placed = true;
    undo.push({ what: file.written, run: () => restore(disk, staged) });
    return found?.id ?? '';
  });
}

/** Another file of the patch may have been written there just now: its name differs only in case. */
async function placeNew(disk: Disk, { file, waiting }: Staged): Promise<void> {
  try {
    await disk.renameNew(waiting, file.path);
  } catch (e) {
    throw isCode(e, 'EEXIST') ? stale(file.written) : e;
  }
}

async function removeOld(disk: Disk, staged: Staged, placed: Map<string, string>, undo: Undo[]): Promise<void> {
  const { file } = staged;
  await attempt(`Failed to delete file ${file.written}`, async () => {
    const found: Found | undefined = await disk.find(file.path);
    // Where case does not matter, `a` moved to `A` is one file: removing the old name would remove the new content.
    const renamed = found && placed.get(found.id);
    if (renamed !== undefined) await disk.rename(file.path, renamed);
    else await disk.remove(file.path);
    undo.push({ what: file.written, run: () => restore(disk, staged) });
  });
}

/** Undoes the steps, the last first. Gives those that could not be undone; a failure does not stop the others. */
async function rollBack(undo: readonly Undo[]): Promise<string[]> {
  const kept: string[] = [];
  for (const { what, run } of [...undo].reverse()) {
    await run().catch((e: unknown) => kept.push(`${what} (${reason(e)})`));
  }
  return kept;
}

async function restore(disk: Disk, { file: { path, before }, waiting }: Staged): Promise<void> {
  if (before === undefined) {
    await removeIfThere(disk, path);
    return;
  }
  try {
    if (before.link === undefined) await disk.create(waiting, before.bytes, before);
    else await disk.link(before.link, waiting);
    await disk.rename(waiting, path);
  } catch (e) {
    await removeIfThere(disk, waiting);
    throw e;
  }
}

/** Folders are made one by one, so that the made ones are known if a later one fails. */
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
    // Another program has put a file into the folder, or has removed it.
    if (!isCode(e, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw e;
  }
}

async function removeIfThere(disk: Disk, path: string): Promise<void> {
  // On a read-only file system, nothing was made, and a removal fails too.
  if ((await disk.find(path)) === undefined) return;
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

export function isTemporary(name: string): boolean {
  return /^\.turnwire-[0-9a-f]{12}\.tmp$/.test(name);
}

async function attempt<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (e) {
    if (e instanceof PatchError) throw e;
    throw new PatchError('write', `${what}: ${reason(e)}`, { cause: e });
  }
}

function stale(written: string): PatchError {
  return new PatchError('stale', `Failed to write file ${written}: it has changed since the patch was checked`);
}
