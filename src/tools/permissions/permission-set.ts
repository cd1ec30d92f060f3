import { type BigIntStats, lstatSync } from 'node:fs';
import type { ExtraPermissions } from '../../domain/permissions.js';
import { isWithin, realPathSync } from '../../os/real-path.js';
import { identityOf } from '../../process/sandbox/workspace-pins.js';

/** Gives the identity of the folder that is kept open for a real path, from its check to its mount. */
type Held = (real: string) => string | undefined;

/**
 * Permissions as the user has seen them. A path means the folder that was there at that time: one that was replaced since then is not granted any more. A
 * file may be another one, because programs replace files when they write them.
 */
export class PermissionSet {
  #network = false;
  readonly #read = new Set<string>();
  /** Device and inode of the folder; undefined for a file, and where nothing was. */
  readonly #write = new Map<string, string | undefined>();

  /** The paths must be real. */
  add({ network, read, write }: ExtraPermissions): void {
    this.#network ||= network;
    for (const path of read) this.#read.add(path);
    for (const path of write) this.#write.set(path, folderAt(path));
  }

  /** Without what was replaced meanwhile. */
  inForce(): ExtraPermissions {
    const write = [...this.#write].filter(([path, folder]) => isReal(path) && isSame(folder, folderAt(path)));
    return {
      network: this.#network,
      read: [...this.#read].filter(isReal),
      write: write.map(([path]) => path),
    };
  }

  /** Why a command must not start: a folder that is kept open for it is not the one that the user has seen. `used`: the granted paths that count for it. */
  problem(used: readonly string[], held?: Held): string | undefined {
    const replaced = [...this.#write].find(([path, folder]) => {
      const now = used.includes(path) ? held?.(path) : undefined;
      return now !== undefined && !isSame(folder, now);
    });
    return replaced && `the folder ${replaced[0]} was replaced after it had been granted`;
  }
}

/** Whether the first permissions contain the second ones. */
export function covers(granted: ExtraPermissions, { network, read, write }: ExtraPermissions): boolean {
  return (
    (granted.network || !network) &&
    write.every((path) => isAmong(path, granted.write)) &&
    read.every((path) => isAmong(path, [...granted.read, ...granted.write]))
  );
}

export const isAmong = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => isWithin(path, folder));

const isReal = (path: string): boolean => realPathSync(path).path === path;

const isSame = (granted: string | undefined, now: string | undefined): boolean =>
  granted === undefined || granted === now;

function folderAt(path: string): string | undefined {
  let stats: BigIntStats;
  try {
    stats = lstatSync(path, { bigint: true });
  } catch {
    return undefined;
  }
  return stats.isDirectory() ? identityOf(stats) : undefined;
}
