import type { Log } from './log.js';

/** Milliseconds after the start of the server: the first conversation must not wait for this. */
const AFTER_MS = 2000;

/** What turns load when they first need it. */
const LATE_MODULES: readonly (() => Promise<unknown>)[] = [
  () => import('../model/responses/responses.js'),
  () => import('../model/chat/chat.js'),
  () => import('../tools/shell/shell.js'),
  () => import('../tools/patch/run-patch.js'),
  async () => (await import('../tools/shell-words/index.js')).prepareGrammar(),
  () => import('../auth/issuer-request.js'),
];

/** Loads what turns will need while the server is idle: an upgrade of the package may take the files away, and turns go on all the same. */
export function loadLateModules(log: Log): void {
  const load = async (): Promise<void> => {
    for (const module of LATE_MODULES) await module();
    log.debug({}, 'everything that turns need is loaded');
  };
  setTimeout(() => void load().catch((err) => log.warn({ err }, 'a module cannot be loaded')), AFTER_MS).unref();
}
