import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes or moves a file. Its folder is usually there, so it is made only when the first try shows that it is missing. Errors of the action and of the
 * system are thrown as they are.
 */
export function withFolder<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e;
    mkdirSync(dirname(path), { recursive: true });
    return action();
  }
}
