import { foldersAbove } from '../../os/real-path.js';
import { shownPath } from '../../os/shown-text.js';
import type { Files } from './files/disk.js';
import { applyChunks } from './match.js';
import { type Content, type Entry, Overlay, type Place } from './overlay.js';
import type { Hunk } from './parse.js';
import { PatchError, reason, systemError } from './patch-error.js';

/** What a patch will do, worked out without writing anything. */
export interface Plan {
  /** The changes on disk. */
  readonly files: readonly PlannedFile[];
  /** What the user is shown: one change a file, however many hunks it has (C120). */
  readonly changes: readonly PlannedChange[];
  /** Real paths of all that is written, created or removed. */
  readonly paths: readonly string[];
  readonly moves: readonly { readonly from: string; readonly to: string }[];
}

export interface PlannedFile {
  /** Absolute, without links. */
  readonly path: string;
  /** As the patch writes it. */
  readonly written: string;
  readonly before: Content | undefined;
  readonly after: Content | undefined;
}

/** `path` is absolute and for the user; `written` is how the patch writes it, for a move the new name. */
export type PlannedChange =
  | { readonly type: 'add'; readonly path: string; readonly written: string; readonly after: Buffer }
  | { readonly type: 'delete'; readonly path: string; readonly written: string; readonly before: Buffer }
  | {
      readonly type: 'update';
      readonly path: string;
      readonly written: string;
      readonly before: Buffer;
      readonly after: Buffer;
      /** Absolute. */
      readonly movedTo: string | undefined;
    };

export interface PlanOptions {
  /** The folder that paths are relative to: the effective one, also for targets of moves (C121). */
  readonly cwd: string;
  readonly files: Files;
  /** Decides over the real path of a file whose content the plan needs. Default: all may be read that the system lets us read. */
  readonly mayRead?: ((path: string) => Promise<boolean>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Throws `PatchError` of kind `empty`, `read`, `no_match` or `conflict`, and the signal's reason. */
export async function planPatch(hunks: readonly Hunk[], options: PlanOptions): Promise<Plan> {
  const { cwd, files, mayRead = async () => true, signal } = options;
  if (hunks.length === 0) throw new PatchError('empty', 'empty patch');
  const overlay = new Overlay({ cwd, files, mayRead });
  for (const hunk of hunks) {
    signal?.throwIfAborted();
    if (hunk.type === 'add') await add(overlay, hunk.path, hunk.content);
    else if (hunk.type === 'delete') await remove(overlay, hunk.path);
    else await update(overlay, hunk);
  }
  const entries = overlay.touched;
  assertFoldersStay(entries);
  const moved = movesByOrigin(entries);
  const changed = entries.filter(differs);
  const changes = entries.flatMap((entry) => changesOf(entry, moved.get(entry)));
  assertAllShown(changes, changed);
  return {
    files: changed.map(({ path, written, before, now }) => ({ path, written, before, after: now })),
    changes,
    paths: entries.map(({ path }) => path),
    moves: entries.flatMap((to) => (isMove(to) ? [{ from: to.origin.path, to: to.path }] : [])),
  };
}

async function add(overlay: Overlay, written: string, content: string): Promise<void> {
  const { file } = await opened(overlay.open(written), () => `Failed to write file ${written}`);
  // Also for a file that the patch removed before: models rewrite files so, and do not mean the mode.
  overlay.write(file, { ...looksOf(file.now ?? file.before), bytes: Buffer.from(content, 'utf8') });
}

async function remove(overlay: Overlay, written: string): Promise<void> {
  const named = overlay.named(written);
  const { file, name } = await opened(overlay.open(written), () => `Failed to read ${named}`);
  if (file.now === undefined) {
    const what = file.before === undefined ? `Failed to read ${named}` : `Failed to delete file ${written}`;
    throw failure(what, systemError('ENOENT'));
  }
  overlay.remove(name);
}

async function update(overlay: Overlay, hunk: Hunk & { type: 'update' }): Promise<void> {
  const named = overlay.named(hunk.path);
  const what = `Failed to read file to update ${named}`;
  const { file, name } = await opened(overlay.open(hunk.path), () => what);
  if (file.now === undefined) throw failure(what, systemError('ENOENT'));
  const content = { ...looksOf(file.now), bytes: applyChunks(file.now.bytes, hunk.chunks, named) };
  const { moveTo } = hunk;
  const target =
    moveTo === undefined ? undefined : await opened(overlay.openTarget(moveTo), () => `Failed to write file ${moveTo}`);
  if (target === undefined || target.file === name || target.file === file) overlay.write(file, content);
  else overlay.move(name, target.file, content);
}

async function opened(place: Promise<Place>, what: () => string): Promise<Place> {
  try {
    return await place;
  } catch (e) {
    throw failure(what(), e);
  }
}

function failure(what: string, cause: unknown): PatchError {
  return new PatchError('read', `${what}: ${reason(cause)}`, { cause });
}

/** Mode and owner. A link has none, and a plain file replaces it. */
function looksOf(content: Content | undefined): Pick<Content, 'mode' | 'owner'> {
  return { mode: content?.mode, owner: content?.owner };
}

function differs({ before, now }: Entry): boolean {
  if (before === undefined || now === undefined) return before !== now;
  return before.link !== now.link || before.mode !== now.mode || !before.bytes.equals(now.bytes);
}

type Moved = Entry & { readonly origin: Entry; readonly now: Content };

/** Files that were moved from their old name. If another file takes that name, this is shown as a separate update. */
function isMove(entry: Entry): entry is Moved {
  const { origin, now } = entry;
  return now !== undefined && origin !== undefined && origin !== entry && origin.now === undefined;
}

function movesByOrigin(entries: readonly Entry[]): Map<Entry, Moved> {
  return new Map(entries.filter(isMove).map((moved) => [moved.origin, moved]));
}

/** An existing file that is overwritten is an update, by whichever kind of hunk (C123); so is the target of a move. */
function changesOf(entry: Entry, moved: Moved | undefined): PlannedChange[] {
  const { shown: path, written, before, now } = entry;
  if (before === undefined) {
    return now === undefined || isMove(entry) ? [] : [{ type: 'add', path, written, after: now.bytes }];
  }
  const after = now ?? moved?.now;
  if (after === undefined) return [{ type: 'delete', path, written, before: before.bytes }];
  return [
    {
      type: 'update',
      path,
      written: moved?.written ?? written,
      before: before.bytes,
      after: after.bytes,
      movedTo: moved?.shown,
    },
  ];
}

/** A file that the patch writes or removes cannot be a folder for another one of its files as well. */
function assertFoldersStay(entries: readonly Entry[]): void {
  const touched = new Set(entries.map(({ path }) => path));
  for (const { path, written, now } of entries) {
    if (now !== undefined && foldersAbove(path).some((folder) => touched.has(folder))) {
      throw failure(`Failed to create parent directories for ${written}`, systemError('ENOTDIR'));
    }
  }
}

/** An approval names changes by the shown path. So each shown path must be one file, and each file must be shown. */
function assertAllShown(changes: readonly PlannedChange[], files: readonly Entry[]): void {
  const keys = changes.map(({ path }) => shownPath(path));
  const targets = changes.flatMap((change) => (change.type === 'update' && change.movedTo ? [change.movedTo] : []));
  const shown = new Set([...keys, ...targets.map(shownPath)]);
  const missing = files.find((entry) => !shown.has(shownPath(entry.shown)));
  if (missing !== undefined || new Set(keys).size < keys.length) {
    throw new PatchError(
      'conflict',
      `${(missing ?? files[0])?.written} cannot be shown apart from the other files of the patch`,
    );
  }
}
