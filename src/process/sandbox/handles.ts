import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import { identityOf } from './workspace-pins.js';

/** Names a file without opening what is in it: a pipe does not block, and no rights are needed. Linux only; Node has no name for it. */
const O_PATH = 0o10000000;

/** A path leads to another file than at its check. */
export class PathReplaced extends Error {
  override name = 'PathReplaced';
}

/**
 * Files and folders that are kept open from their check to their mount, so that both use the same ones even if a path is replaced in between (C224).
 * The kernel gives the path of each.
 */
export class Handles {
  readonly #fds = new Map<string, number>();

  /** The paths must be real. Throws `PathReplaced`. */
  static open(paths: Iterable<string>): Handles {
    const handles = new Handles();
    try {
      for (const path of paths) handles.#open(path);
      return handles;
    } catch (e) {
      handles.close();
      throw e;
    }
  }

  get paths(): readonly string[] {
    return [...this.#fds.keys()];
  }

  /** The handle for this path; undefined when there is none. */
  descriptor(path: string): number | undefined {
    return this.#fds.get(path);
  }

  /** Device and inode of the handle for this path. */
  identity(path: string): string | undefined {
    const fd = this.#fds.get(path);
    return fd === undefined ? undefined : identityOf(fstatSync(fd, { bigint: true }));
  }

  close(): void {
    for (const fd of this.#fds.values()) closeSync(fd);
    this.#fds.clear();
  }

  #open(path: string): void {
    let fd: number;
    try {
      fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') throw replaced(path);
      throw e;
    }
    this.#fds.set(path, fd);
    if (fstatSync(fd).isSymbolicLink() || readlinkSync(`/proc/self/fd/${fd}`) !== path) throw replaced(path);
  }
}

const replaced = (path: string): PathReplaced =>
  new PathReplaced(`${path} was replaced while the command was being started`);
