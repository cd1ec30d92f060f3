import { prepareLateModules } from '../os/late-import.js';
import type { Log } from './log.js';

/** Milliseconds after the start of the server: the first conversation must not wait for this. */
const AFTER_MS = 2000;
/** A server that is never idle loads them after this time all the same: an upgrade may come at any time. */
const AT_LATEST_MS = 30_000;

/**
 * Makes the server independent of the files of the package while it is idle, because an upgrade may remove them. `more` reads the files that are no modules.
 */
export function loadLateModules(log: Log, isBusy: () => boolean, more: () => Promise<void>): void {
  let waited = 0;
  const load = async (): Promise<void> => {
    await prepareLateModules();
    await more();
    log.debug({}, 'everything is loaded');
  };
  const attempt = (): void => {
    waited += AFTER_MS;
    // In a library, this loads every late module, and a running turn shows nothing for that time.
    if (isBusy() && waited < AT_LATEST_MS) return later();
    load().catch((err: NodeJS.ErrnoException) => {
      log.warn({ err }, 'a module cannot be loaded');
      if (err.code === 'EMFILE' || err.code === 'ENFILE') later();
    });
  };
  const later = (): void => void setTimeout(attempt, AFTER_MS).unref();
  later();
}
