const late: (() => Promise<unknown>)[] = [];

/**
 * Gives a module, which is imported when it is needed first, or when the server is idle (`loadEachLateModule`). It is kept here: an upgrade of the package may
 * have removed its file by then. A failed import, for instance with `EMFILE`, is tried again the next time.
 */
export function lateModule<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: T | undefined;
  const get = async (): Promise<T> => {
    loaded ??= await load();
    return loaded;
  };
  late.push(get);
  return get;
}

/** Loads every late module, also those of modules that are loaded by this. */
export async function loadEachLateModule(): Promise<void> {
  for (let n = 0; n < late.length; n++) await late[n]?.();
}
