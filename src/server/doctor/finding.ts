import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What one check has found. */
export interface Finding {
  /** What was checked, in one or two words. */
  readonly check: string;
  /** `warn`: it works, but the user should know something. `fail`: something does not work. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly path?: string;
  /** Repairs it without losing anything, and says what was done. */
  readonly repair?: () => Promise<string> | string;
}

/** Files younger than this may belong to a write that is still running. They are left as they are. */
export const SETTLED_MS = 60 * 60_000;

/**
 * Moves a file to `turnwire/set-aside` in the home, under its own place there: nothing is deleted. Does nothing when the file has changed since it was found.
 */
export function setAside(home: string, path: string, found: { readonly dev: number; readonly ino: number }): string {
  const now = lstatSync(path, { throwIfNoEntry: false });
  if (now === undefined || now.ino !== found.ino || now.dev !== found.dev)
    return 'another program has changed it: left as it is';
  const folder = join(home, 'turnwire', 'set-aside');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, `${Date.now()}-${relative(home, path).split(sep).join('__')}`);
  renameSync(path, target);
  return `moved to ${target}`;
}
