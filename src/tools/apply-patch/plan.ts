import type { Files } from './files/disk.js';
import { applyChunks } from './match.js';
import { type Content, type Entry, Overlay, type Place } from './overlay.js';
import type { Hunk } from './parse.js';
import { PatchError, reason, systemError } from './patch-error.js';

/** What a patch will do, worked out without writing anything. */
export interface Plan {
  /** What differs on disk afterwards. */
  readonly files: readonly PlannedFile[];
  /** What is told: one change a file, however many hunks it has (C120). */
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

/** `path` is absolute as the patch names it; `written` is how the patch writes it, for a move the new name. */
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
  /** Called with the real path of everything that would be written, created or removed; throws to refuse the patch. */
  readonly check?: (path: string) => void;
}

/** Throws `PatchError` of kind `empty`, `read` or `no_match`, or what `check` throws. */
export async function planPatch(hunks: readonly Hunk[], { cwd, files, check }: PlanOptions): Promise<Plan> {
  if (hunks.length === 0) throw new PatchError('empty', 'empty patch');
  const overlay = new Overlay(cwd, files);
  for (const hunk of hunks) {
    if (hunk.type === 'add') await add(overlay, hunk.path, hunk.content);
    else if (hunk.type === 'delete') await remove(overlay, hunk.path);
    else await update(overlay, hunk);
  }
  const entries = overlay.touched;
  const paths = entries.map(({ path }) => path);
  if (check !== undefined) paths.forEach(check);
  return {
    files: entries.filter(differs).map(({ path, written, before, now }) => ({ path, written, before, after: now })),
    changes: entries.flatMap((entry) => changesOf(entry, movedHere(entries, entry))),
    paths,
    moves: entries.flatMap((to) => (isMove(to) ? [{ from: to.origin.path, to: to.path }] : [])),
  };
}

async function add(overlay: Overlay, written: string, content: string): Promise<void> {
  const { file } = await open(overlay, written, () => `Failed to write file ${written}`);
  // Also for a file that the patch removed before: models rewrite files so, and do not mean the mode.
  overlay.write(file, { ...looksOf(file.now ?? file.before), bytes: Buffer.from(content, 'utf8') });
}

async function remove(overlay: Overlay, written: string): Promise<void> {
  const { file, name, shown } = await open(overlay, written, (path) => `Failed to read ${path}`);
  if (file.now === undefined) {
    const what = file.before === undefined ? `Failed to read ${shown}` : `Failed to delete file ${written}`;
    throw failure(what, systemError('ENOENT'));
  }
  overlay.remove(name);
}

async function update(overlay: Overlay, hunk: Hunk & { type: 'update' }): Promise<void> {
  const what = (shown: string) => `Failed to read file to update ${shown}`;
  const { file, name, shown } = await open(overlay, hunk.path, what);
  if (file.now === undefined) throw failure(what(shown), systemError('ENOENT'));
  const content = { ...looksOf(file.now), bytes: applyChunks(file.now.bytes, hunk.chunks, shown) };
  const target = hunk.moveTo === undefined ? undefined : await openTarget(overlay, hunk.moveTo);
  if (target === undefined || target.file === name || target.file === file) overlay.write(file, content);
  else overlay.move(name, target.file, content);
}

function openTarget(overlay: Overlay, written: string): Promise<Place> {
  return open(overlay, written, () => `Failed to write file ${written}`);
}

async function open(overlay: Overlay, written: string, what: (shown: string) => string): Promise<Place> {
  try {
    return await overlay.open(written);
  } catch (e) {
    throw failure(what(overlay.shown(written)), e);
  }
}

function failure(what: string, cause: unknown): PatchError {
  return new PatchError('read', `${what}: ${reason(cause)}`, { cause });
}

/** Mode and owner; a link has none of its own, and what replaces it is a plain file. */
function looksOf(content: Content | undefined): Pick<Content, 'mode' | 'owner'> {
  return { mode: content?.mode, owner: content?.owner };
}

function differs({ before, now }: Entry): boolean {
  if (before === undefined || now === undefined) return before !== now;
  return before.link !== now.link || before.mode !== now.mode || !before.bytes.equals(now.bytes);
}

type Moved = Entry & { readonly origin: Entry; readonly now: Content };

/** What left its old name. A name that was filled again is told of as an update of its own. */
function isMove(entry: Entry): entry is Moved {
  const { origin, now } = entry;
  return now !== undefined && origin !== undefined && origin !== entry && origin.now === undefined;
}

function movedHere(entries: readonly Entry[], from: Entry): Moved | undefined {
  return entries.filter(isMove).find(({ origin }) => origin === from);
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
