import { closeSync, constants, fchmodSync, fstatSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { processOwner } from '../os/process-start.js';

/** Below the home and not deeper, so that the sandbox can leave it out as a whole. */
export const RELAY_FOLDER = 'turnwire-relay';

/** Bytes of a path to a socket that every system takes. */
const MAX_PATH = 103;

/** The file in it that tells of a server. */
export const entryName = (instance: string): string => `${instance.slice(0, 8)}.json`;

/**
 * The folder of the relay sockets of a home: only its user may enter it. It is opened once and then used through that handle, so that nobody can put
 * another folder in its place; the names that Linux has for open handles also keep the paths of sockets short.
 */
export class RelayFolder {
  readonly #path: string;
  readonly #fd: number;

  /** Throws when the folder cannot be used, or not safely. */
  constructor(home: string, { make }: { readonly make: boolean }) {
    if (platform() === 'win32') throw new Error('relay sockets are for systems with Unix sockets');
    this.#path = join(home, RELAY_FOLDER);
    if (make) mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    this.#fd = openSync(this.#path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      const { uid, mode } = fstatSync(this.#fd);
      if (uid !== processOwner()) throw new Error(`${this.#path} belongs to another user`);
      if (make) fchmodSync(this.#fd, 0o700);
      else if ((mode & 0o077) !== 0) throw new Error(`${this.#path} is open to other users`);
    } catch (e) {
      this.close();
      throw e;
    }
  }

  /** Throws when a system without handles in paths cannot take the path. */
  pathOf(name: string): string {
    if (platform() === 'linux') return `/proc/self/fd/${this.#fd}/${name}`;
    const path = join(this.#path, name);
    if (Buffer.byteLength(path) > MAX_PATH) throw new Error(`${path} is too long for a socket`);
    return path;
  }

  names(): string[] {
    return readdirSync(this.pathOf('.'));
  }

  remove(name: string): void {
    try {
      rmSync(this.pathOf(name), { force: true });
    } catch {
      // a folder that only another program can have put there
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
