import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { commitPlan } from '../../../src/tools/apply-patch/commit.js';
import { type Disk, disk } from '../../../src/tools/apply-patch/files/disk.js';
import { applyChunks } from '../../../src/tools/apply-patch/match.js';
import { type Chunk, parsePatch } from '../../../src/tools/apply-patch/parse.js';
import { PatchError } from '../../../src/tools/apply-patch/patch-error.js';
import { type Plan, planPatch } from '../../../src/tools/apply-patch/plan.js';

/** A patch from the lines between its markers. */
export const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

/** A patch that updates one file. */
export const update = (path: string, ...body: string[]): string => patch(`*** Update File: ${path}`, ...body);

export function chunksOf(text: string): readonly Chunk[] {
  const hunk = parsePatch(text)[0];
  if (hunk?.type !== 'update') throw new Error('not an update');
  return hunk.chunks;
}

/** What becomes of the text of a file `f.txt`; on failure the message. */
export function applied(before: string, ...body: string[]): string {
  return appliedBytes(Buffer.from(before), ...body).toString();
}

export function appliedBytes(before: Buffer, ...body: string[]): Buffer {
  try {
    return applyChunks(before, chunksOf(update('f.txt', ...body)), 'f.txt');
  } catch (e) {
    if (e instanceof PatchError) return Buffer.from(e.message);
    throw e;
  }
}

export function plan(cwd: string, text: string): Promise<Plan> {
  return planPatch(parsePatch(text), { cwd, files: disk });
}

/** Plans and commits; gives the plan. */
export async function apply(cwd: string, text: string, on: Disk = disk): Promise<Plan> {
  const planned = await plan(cwd, text);
  await commitPlan(planned, { disk: on });
  return planned;
}

/** The message of the `PatchError` that is expected. */
export async function failure(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof PatchError) return error.message;
  throw new Error(`no PatchError but ${String(error)}`);
}

/** All that lies below a folder, so that nothing left behind is overlooked: files with their text, links, folders with a slash. */
export function tree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !path.includes('/.git/') && !path.endsWith('/.git'))
    .map(({ entry, path }): [string, string] => {
      const name = path.slice(folder.length + 1);
      if (entry.isSymbolicLink()) return [name, `-> ${readlinkSync(path)}`];
      return entry.isDirectory() ? [`${name}/`, ''] : [name, readFileSync(path, 'latin1')];
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
