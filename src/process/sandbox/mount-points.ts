import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning, processStart } from '../../os/process-start.js';
import { randomUuid } from '../../os/random.js';

/**
 * Empty folders at paths that a command must not create, such as a missing `.git`. A mount needs an existing folder, so these are in the
 * workspace while a command runs (C221).
 *
 * Several commands of several servers can need the same one, and a removal also removes the mounts on it. So each server puts an empty file into it
 * that names the server: a folder that is not empty cannot be removed, and the last server that leaves removes it.
 */
export class MountPoints {
  readonly #users = new Map<string, number>();
  #ownClaim: string | undefined;

  get #claim(): string {
    this.#ownClaim ??= newClaim();
    return this.#ownClaim;
  }

  /** Creates the missing ones. Returns those that exist now; the others cannot be created, also not by the command. */
  hold(paths: readonly string[]): string[] {
    const held = paths.filter((path) => this.#users.has(path) || claim(path, this.#claim));
    for (const path of held) this.#users.set(path, (this.#users.get(path) ?? 0) + 1);
    return held;
  }

  /** Removes those that are no longer needed. A path that is something else by now stays. */
  release(paths: readonly string[]): void {
    for (const path of paths) {
      const users = this.#users.get(path);
      if (users === undefined) continue;
      if (users > 1) this.#users.set(path, users - 1);
      else {
        this.#users.delete(path);
        leave(path, this.#claim);
      }
    }
  }
}

/** Pid and start time of a server, and a word that distinguishes two servers in one process. */
const CLAIM = /^turnwire\.(\d+)\.(\S+)\.[0-9a-f]{8}$/;

const newClaim = (): string =>
  `turnwire.${process.pid}.${processStart(process.pid)?.replace(' ', '.') ?? 'unknown'}.${randomUuid().slice(0, 8)}`;

function isOfDead(name: string): boolean {
  const [, pid, started = ''] = CLAIM.exec(name) ?? [];
  return pid !== undefined && !isRunning(Number(pid), started.replace('.', ' '));
}

/** Says that a folder was made here. Users do not set this bit on their own folders. */
const STICKY = 0o1000;

/** Whether it is a folder that some server of ours has made, with nothing in it but the names of servers. */
export const isMountPoint = (path: string): boolean => look(path) === 'mount point';

function look(path: string): 'mount point' | 'gone' | 'other' {
  try {
    const stats = lstatSync(path);
    const isOurs = stats.isDirectory() && (stats.mode & STICKY) !== 0;
    return isOurs && readdirSync(path).every((name) => CLAIM.test(name)) ? 'mount point' : 'other';
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'other';
  }
}

/** Another server may make or remove the folder between two steps. */
const MAX_TRIES = 100;

/** False when the folder cannot be made, or was not made by a server. */
function claim(path: string, own: string): boolean {
  try {
    return within(dirname(path), (above) => claimIn(join(above, basename(path)), own));
  } catch {
    return false; // nothing can be made there, also not by the command
  }
}

function claimIn(path: string, own: string): boolean {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (!makeFolder(path)) return false;
    if (enter(path, own)) return true;
  }
  return false;
}

/** False when something else is there. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: STICKY | 0o755 });
    return true;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e;
    return look(path) !== 'other';
  }
}

/** False when another server has removed the folder meanwhile. */
function enter(path: string, own: string): boolean {
  try {
    within(path, (folder) => writeFileSync(join(folder, own), ''));
    return true;
  } catch (e) {
    // Another user's: this server cannot remove it either.
    return (e as NodeJS.ErrnoException).code === 'EACCES' && isMountPoint(path);
  }
}

function leave(path: string, own: string): void {
  try {
    within(path, (folder) => {
      for (const name of readdirSync(folder)) if (name === own || isOfDead(name)) unlinkSync(join(folder, name));
    });
    rmdirSync(path); // fails where there is something in it
  } catch {
    // another user's, not empty, or gone
  }
}

/** Gives a path of the folder that stays valid when something else replaces the folder. Throws where a link has taken it already. */
function within<T>(path: string, use: (folder: string) => T): T {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    return use(`/proc/self/fd/${fd}`);
  } finally {
    closeSync(fd);
  }
}
