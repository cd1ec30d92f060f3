import { importLate, setEverythingLoaded } from '../os/late-import.js';
import type { Log } from './log.js';

/** Milliseconds after the start of the server: the first conversation must not wait for this. */
const AFTER_MS = 2000;

/** What is loaded when it is first needed. */
const LATE_MODULES: readonly (() => Promise<unknown>)[] = [
  () => import('../api/v2/handlers.js'),
  () => import('../model/responses/responses.js'),
  () => import('../model/chat/chat.js'),
  () => import('../tools/shell/shell.js'),
  () => import('../tools/shell/user-command.js'),
  () => import('../tools/exec/exec-command.js'),
  () => import('../tools/exec/write-stdin.js'),
  () => import('../tools/patch/run-patch.js'),
  async () => (await import('../tools/shell-words/index.js')).prepareGrammar(),
  () => import('../tools/mcp/connection.js'),
  () => import('../workspace/search/file-search.js'),
  () => import('../net/proxy-agents.js'),
  () => import('../auth/issuer-request.js'),
  () => import('../auth/login/listen.js'),
  () => import('../auth/login/pages.js'),
  () => import('../auth/login/exchange.js'),
  () => import('../auth/login/device-login.js'),
  () => import('../auth/mcp/refresh.js'),
  () => import('../auth/mcp/sign-in.js'),
];

/** Loads the remaining modules while the server is idle, so that it keeps working when an upgrade of the package removes the files. */
export function loadLateModules(log: Log): void {
  const load = async (): Promise<void> => {
    for (const module of LATE_MODULES) await importLate(module);
    setEverythingLoaded();
    log.debug({}, 'everything is loaded');
  };
  const attempt = (): void => {
    load().catch((err: NodeJS.ErrnoException) => {
      log.warn({ err }, 'a module cannot be loaded');
      if (err.code === 'EMFILE' || err.code === 'ENFILE') later();
    });
  };
  const later = (): void => void setTimeout(attempt, AFTER_MS).unref();
  later();
}
