import { loadEachLateModule } from '../os/late-import.js';
import type { Log } from './log.js';

/** Milliseconds after the start of the server: the first conversation must not wait for this. */
const AFTER_MS = 2000;
/** A server that is never idle loads them after this time all the same: an upgrade may come at any time. */
const AT_LATEST_MS = 30_000;

/**
 * Loads the remaining modules while the server is idle, so that it keeps working when an upgrade of the package removes the files. `more` loads what is no
 * module.
 */
export function loadLateModules(log: Log, isBusy: () => boolean, more: () => Promise<void>): void {
  let waited = 0;
  const load = async (): Promise<void> => {
    await loadEachLateModule();
    await more();
    log.debug({}, 'everything is loaded');
  };
  const attempt = (): void => {
    waited += AFTER_MS;
    // Loading stops everything else for some time, also what a turn shows.
    if (isBusy() && waited < AT_LATEST_MS) return later();
    load().catch((err: NodeJS.ErrnoException) => {
      log.warn({ err }, 'a module cannot be loaded');
      if (err.code === 'EMFILE' || err.code === 'ENFILE') later();
    });
  };
  const later = (): void => void setTimeout(attempt, AFTER_MS).unref();
  later();
}
