import { relative, resolve, sep } from 'node:path';
import type { Call } from '../../rpc/connection.js';

export interface PathWork {
  /** Absolute paths. Entries below these paths and the folders above them belong to the same work. */
  readonly paths: readonly string[];
  /** Works that only read do not wait for each other. */
  readonly reads: boolean;
}

/** Keeps the order of one client's requests about the same files, although long requests run in parallel with other requests. */
export class PathOrder {
  readonly #running = new Set<PathWork & { readonly done: Promise<void> }>();

  /** Does the work when no earlier one on the same files runs. When it has to wait, other requests do not wait for it. */
  run<T>(call: Call, { paths, reads }: PathWork, work: () => Promise<T>): Promise<T> {
    const own = { paths: paths.map((path) => resolve(path)), reads };
    const earlier = [...this.#running].filter((other) => !(reads && other.reads) && shares(own, other));
    if (earlier.length > 0) call.stepAside();
    const result = earlier.length > 0 ? Promise.all(earlier.map(({ done }) => done)).then(work) : work();
    const running = { ...own, done: result.then(nothing, nothing) };
    this.#running.add(running);
    void running.done.then(() => this.#running.delete(running));
    return result;
  }
}

const nothing = (): void => {};

const shares = (a: PathWork, b: PathWork): boolean =>
  a.paths.some((one) => b.paths.some((other) => isWithin(one, other) || isWithin(other, one)));

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
