const late: (() => Promise<unknown>)[] = [];
let readAhead: (() => void) | undefined;

/**
 * Gives a module, which is imported when it is needed first. It is kept here: an upgrade of the package may have removed its file by then. A failed import,
 * for instance with `EMFILE`, is tried again the next time.
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

/** The loader of the program can read files without loading them. */
export function setReadAhead(read: () => void): void {
  readAhead = read;
}

/** From now on late modules need no file of the package. Without the loader of the program they are loaded for that. */
export async function prepareLateModules(): Promise<void> {
  if (readAhead) return readAhead();
  for (let n = 0; n < late.length; n++) await late[n]?.();
}
