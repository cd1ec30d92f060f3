import type { commands } from '../../../protocol/v2/commands.js';
import type { turnWork } from '../../../protocol/v2/turn-work.js';
import type { Terminal } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { invalid } from './overrides.js';
import type { PageParams } from './pages.js';

/** A command of the user ends after this many milliseconds when its client does not say otherwise. */
const USER_COMMAND_MS = 60 * 60 * 1000;

/** Commands of a thread that the user runs, and those that outlived their calls. */
export const terminalHandlers = {
  async 'thread/shellCommand'(api, { threadId, command, timeoutMs }, call) {
    if (command.trim() === '') throw invalid('params.command', 'command must not be empty');
    if (timeoutMs != null && timeoutMs < 0)
      throw invalid('params.timeoutMs', `thread/shellCommand timeoutMs must be non-negative, got ${timeoutMs}`);
    const conversation = await loadedThread(api, threadId);
    const wanted = { script: command, timeoutMs: timeoutMs ?? USER_COMMAND_MS };
    await api.threads.replyFirst(conversation.id, call, async () => {
      const accepted = await inWordsOfThreads(threadId, () => conversation.turnRequests.runForUser(wanted));
      call.afterReply(() => accepted.begin());
    });
    return {};
  },

  async 'thread/backgroundTerminals/list'(api, { threadId, ...page }) {
    const { terminals } = await loadedThread(api, threadId);
    return terminalsPage(terminals.list(), page);
  },

  async 'thread/backgroundTerminals/terminate'(api, { threadId, processId }) {
    const { terminals } = await loadedThread(api, threadId);
    if (!/^\d+$/.test(processId))
      throw invalid('params.processId', 'invalid background terminal process id: invalid digit found in string');
    return { terminated: terminals.terminate(processId) };
  },

  async 'thread/backgroundTerminals/clean'(api, { threadId }) {
    const { terminals } = await loadedThread(api, threadId);
    for (const { processId } of terminals.list()) terminals.terminate(processId);
    return {};
  },
} satisfies Handlers<Pick<typeof commands, Background> & Pick<typeof turnWork, 'thread/shellCommand'>, Api>;

type Background =
  | 'thread/backgroundTerminals/list'
  | 'thread/backgroundTerminals/terminate'
  | 'thread/backgroundTerminals/clean';

/** A cursor is the id of the last process of the page before. So the end of a command does not move other commands to another page. */
function terminalsPage(terminals: readonly Terminal[], { cursor, limit }: PageParams) {
  if (cursor != null && !/^\d{1,9}$/.test(cursor)) throw invalid('params.cursor', `invalid cursor: ${cursor}`);
  const rest = terminals
    .filter(({ processId }) => Number(processId) > Number(cursor ?? -1))
    .sort((a, b) => Number(a.processId) - Number(b.processId));
  const page = rest.slice(0, Math.max(limit ?? rest.length, 1));
  return {
    data: page.map(wireTerminal),
    nextCursor: page.length < rest.length ? (page.at(-1)?.processId ?? null) : null,
  };
}

const wireTerminal = ({ itemId, processId, command, cwd, pid }: Terminal) => ({
  itemId,
  processId,
  command,
  cwd,
  osPid: pid ?? null,
  cpuPercent: null,
  rssKb: null,
});
