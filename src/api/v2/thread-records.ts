import { AppError } from '../../../protocol/errors.js';
import type { threadRecords } from '../../../protocol/v2/thread-records.js';
import type { turnWork } from '../../../protocol/v2/turn-work.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { TurnHistory } from '../../core/history/turn-history.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { storedId } from './facts.js';
import { newestItem } from './items-page.js';
import { loadedThreadObject, shownOf, shownOfTurns } from './loaded-thread.js';
import { historyItem, invalid } from './overrides.js';
import { readThread } from './read-thread.js';
import { backwardsCursor } from './turns-page.js';

export const threadRecordHandlers = {
  async 'thread/archive'(api, { threadId }, call) {
    await inWordsOfThreads(threadId, () => api.conversations.archiveById(threadId));
    call.afterReply(() => api.clients.broadcast(threadId, 'thread/archived', { threadId }));
    return {};
  },

  async 'thread/unarchive'(api, { threadId }, call) {
    if (!(await api.conversations.unarchive(threadId)))
      throw new AppError('rollout_not_found', `no archived rollout found for thread id ${threadId}`, { id: threadId });
    call.afterReply(() => api.clients.broadcast(threadId, 'thread/unarchived', { threadId }));
    return { thread: await readThread(api, threadId, false) };
  },

  async 'thread/delete'(api, { threadId }, call) {
    refuseEphemeral(api, threadId, `thread is not persisted and cannot be deleted: ${threadId}`);
    const id = await storedId(api, threadId);
    await inWordsOfThreads(threadId, () => api.conversations.remove(id));
    api.facts.forget(id);
    api.queues.forget(id);
    call.afterReply(() => api.clients.broadcast(threadId, 'thread/deleted', { threadId }));
    return {};
  },

  async 'thread/name/set'(api, { threadId, name }, call) {
    const trimmed = name.trim();
    if (trimmed === '') throw invalid('params.name', 'thread name must not be empty');
    refuseEphemeral(api, threadId, `ephemeral thread does not support metadata updates: ${threadId}`);
    await inWordsOfThreads(threadId, () => api.conversations.stored.setName(threadId, trimmed));
    call.afterReply(() =>
      api.clients.broadcast(threadId, 'thread/name/updated', { threadId, threadName: trimmed }, api.threads),
    );
    return {};
  },

  /** Kept for older clients. The next method replaces it. */
  async 'thread/rollback'(api, { threadId, numTurns }, call) {
    return rollBack(
      api,
      threadId,
      call,
      () => numTurns,
      async (conversation, history) => {
        const turns = await history.turns(0, history.turnIds.length);
        return {
          thread: loadedThreadObject(api, conversation, shownOfTurns({ ...(await history.beginning()), turns }, true)),
        };
      },
    );
  },

  async 'thread/revert'(api, { threadId, beforeTurnId: id }, call) {
    const count = (before: readonly string[]): number => {
      const first = before.indexOf(id);
      if (first < 0) throw new AppError('turn_not_found', `turn not found: ${id}`, { id });
      return before.length - first;
    };
    return rollBack(api, threadId, call, count, async (conversation, history) => ({
      thread: loadedThreadObject(api, conversation, await shownOf(history)),
      turnsBackwardsCursor: backwardsCursor(history),
      itemsBackwardsCursor: await newestItem(history),
    }));
  },

  async 'thread/inject_items'(api, { threadId, items }) {
    const conversation = await loadedThread(api, threadId);
    if (items.length === 0) throw invalid('params.items', 'items must not be empty');
    const read = items.map((item, i) => historyItem(item, i, 'items'));
    await inWordsOfThreads(threadId, () => conversation.inject(read));
    return {};
  },

  async 'thread/compact/start'(api, { threadId }, call) {
    const conversation = await loadedThread(api, threadId);
    const accepted = await inWordsOfThreads(threadId, () => conversation.turnRequests.compact());
    call.afterReply(() => accepted.begin());
    return {};
  },
} satisfies Handlers<Pick<typeof threadRecords, Stored> & Pick<typeof turnWork, 'thread/compact/start'>, Api>;

type Stored =
  | 'thread/archive'
  | 'thread/unarchive'
  | 'thread/delete'
  | 'thread/name/set'
  | 'thread/rollback'
  | 'thread/inject_items'
  | 'thread/revert';

function refuseEphemeral({ conversations }: Api, threadId: string, message: string): void {
  if (conversations.loadedById(threadId)?.ephemeral) throw invalid('params.threadId', message);
}

/** Removes the last turns of a loaded thread from its history, and notifies every client after the reply. */
async function rollBack<T>(
  api: Api,
  threadId: string,
  call: Call,
  count: (turnIds: readonly string[]) => number,
  show: (conversation: Conversation, history: TurnHistory) => Promise<T>,
): Promise<T> {
  const conversation = await loadedThread(api, threadId);
  const { id } = conversation;
  return inWordsOfThreads(threadId, () =>
    api.threads.replyFirst(id, call, async () => {
      await conversation.rollBack(count(await api.conversations.read(id, ({ history }) => history.turnIds)));
      api.clients.recount(conversation);
      const shown = await api.conversations.read(id, ({ history }) => show(conversation, history));
      call.afterReply(() => api.clients.broadcast(id, 'thread/reverted', { threadId: id }));
      return shown;
    }),
  );
}
