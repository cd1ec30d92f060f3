import { lstatSync, mkdirSync, readdirSync, rmdirSync, utimesSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Empty folders that stand where a command may make nothing: `.git` where there is none. A mount needs something to be mounted on, so they lie in the
 * workspace while a command runs (C221). Several commands of several servers can need the same one; the last that leaves removes it.
 */
export class MountPoints {
  readonly #users = new Map<string, number>();

  /** Makes them where they are missing. Gives those that are there now; the others cannot be made, by the command neither. */
  hold(paths: readonly string[]): string[] {
    const held = paths.filter(make);
    for (const path of held) this.#users.set(path, (this.#users.get(path) ?? 0) + 1);
    return held;
  }

  /** Removes those that nothing needs any longer. What has become something else meanwhile stays. */
  async release(paths: readonly string[]): Promise<void> {
    const free: string[] = [];
    for (const path of paths) {
      const users = (this.#users.get(path) ?? 1) - 1;
      if (users > 0) this.#users.set(path, users);
      else {
        this.#users.delete(path);
        free.push(path);
      }
    }
    if (free.length === 0) return;
    const elsewhere = await mountedElsewhere(free);
    for (const path of free) {
      if (!this.#users.has(path) && !elsewhere.has(path) && isMountPoint(path)) remove(path);
    }
  }
}

/** A time that says that a folder was made here: its maker may be another server, or one that was killed. */
const MARK_SECONDS = 86_400 + 221;

/** Whether it is an empty folder that some server of ours has made. */
export function isMountPoint(path: string): boolean {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory() && stats.mtimeMs === MARK_SECONDS * 1000 && readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function make(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o755 });
    utimesSync(path, MARK_SECONDS, MARK_SECONDS);
    return true;
  } catch {
    return isMountPoint(path);
  }
}

function remove(path: string): void {
  try {
    rmdirSync(path); // fails where there is something in it
  } catch {
    // another user's, or not empty any more
  }
}

/** A sandbox that has ended may be seen for a moment still. */
const ATTEMPTS = 3;
const PAUSE_MS = 15;

/**
 * Those on which something is mounted in the sandbox of another server. Removing them would take the mount away there.
 */
async function mountedElsewhere(paths: readonly string[]): Promise<Set<string>> {
  let found = await mounted(paths);
  for (let attempt = 1; attempt < ATTEMPTS && found.size > 0; attempt++) {
    await sleep(PAUSE_MS);
    found = await mounted(paths);
  }
  return found;
}

async function mounted(paths: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  if (process.platform !== 'linux') return found;
  const seen = new Set([await namespaceOf('self')]);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const namespace = await namespaceOf(pid);
    if (namespace === undefined || seen.has(namespace)) continue;
    seen.add(namespace);
    const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
    const points = new Set(mounts.split('\n').map((line) => unescaped(line.split(' ')[4] ?? '')));
    // While it is being set up, all of a sandbox lies in a folder.
    for (const path of paths) if (points.has(path) || points.has(`/newroot${path}`)) found.add(path);
  }
  return found;
}

function namespaceOf(pid: string): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/mnt`).catch(() => undefined); // another user's, or gone
}

function unescaped(path: string): string {
  return path.includes('\\')
    ? path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
    : path;
}
