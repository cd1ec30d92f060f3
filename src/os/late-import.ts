import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** More than the files of one module and of those that it needs and nothing else has loaded. */
const NEEDED = 12;

let everythingLoaded = false;

/** From now on no file of the package is needed. */
export function setEverythingLoaded(): void {
  everythingLoaded = true;
}

/** Gives a module, which is imported when it is needed first. */
export function lateModule<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: T | undefined;
  return async () => {
    loaded ??= await importLate(load);
    return loaded;
  };
}

/**
 * Imports a module when it is needed. Node remembers an import that has failed and never tries it again, so none is begun without the descriptors for it:
 * that rejects with `EMFILE`, and can be tried again.
 */
export async function importLate<T>(load: () => Promise<T>): Promise<T> {
  if (!everythingLoaded) needDescriptors();
  return load();
}

function needDescriptors(): void {
  const fds: number[] = [];
  try {
    while (fds.length < NEEDED) fds.push(openSync(devNull, 'r'));
  } finally {
    for (const fd of fds) closeSync(fd);
  }
}
