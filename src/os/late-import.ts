import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** More than the files of one module and of those that it needs and nothing else has loaded. */
const NEEDED = 12;

let everythingLoaded = false;

/** From now on no file of the package is needed. */
export function setEverythingLoaded(): void {
  everythingLoaded = true;
}

const late: (() => Promise<unknown>)[] = [];

/**
 * Gives a module, which is imported when it is needed first, or when the server is idle (`loadEachLateModule`). It is kept here: Node looks for the file of an
 * import again when another file imports it, and an upgrade of the package may have removed it by then.
 */
export function lateModule<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: T | undefined;
  const get = async (): Promise<T> => {
    loaded ??= await importLate(load);
    return loaded;
  };
  late.push(get);
  return get;
}

/** Loads every late module, also those of modules that are loaded by this. */
export async function loadEachLateModule(): Promise<void> {
  for (let n = 0; n < late.length; n++) await late[n]?.();
}

/**
 * Imports a module when it is needed. Node remembers an import that has failed and never tries it again, so none is begun without the descriptors for it:
 * that rejects with `EMFILE`, and can be tried again.
 */
async function importLate<T>(load: () => Promise<T>): Promise<T> {
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
