import { AppError } from '../../../protocol/errors.js';
import type { threadRecords } from '../../../protocol/v2/thread-records.js';
import type { turnWork } from '../../../protocol/v2/turn-work.js';
import type { TurnState } from '../../domain/turn-state.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { inWordsOfThreads } from './errors.js';
import { loadedThreadObject } from './loaded-thread.js';
import { backwardsCursor } from './turns-page.js';

export const threadRecordHandlers = {
  async 'thread/archive'(api, { threadId }, call) {
    await inWordsOfThreads(threadId, () => api.conversations.archiveById(threadId));
    call.afterReply(() => api.clients.broadcast(threadId, 'thread/archived', { threadId }));
    return {};
  },

  /** Kept for older clients; the next is what replaces it. */
  async 'thread/rollback'(api, { threadId, numTurns }, call) {
    const { conversation, turns } = await takeBack(api, threadId, call, () => numTurns);
    return { thread: loadedThreadObject(api, conversation, turns, true) };
  },

  async 'thread/revert'(api, { threadId, beforeTurnId: id }, call) {
    const { conversation, turns } = await takeBack(api, threadId, call, (before) => {
      const first = before.findIndex((turn) => turn.id === id);
      if (first < 0) throw new AppError('turn_not_found', `turn not found: ${id}`, { id });
      return before.length - first;
    });
    const thread = loadedThreadObject(api, conversation, turns);
    return { thread, turnsBackwardsCursor: backwardsCursor(turns), itemsBackwardsCursor: null };
  },

  async 'thread/compact/start'(api, { threadId }, call) {
    const conversation = await loadedThread(api, threadId);
    const accepted = await inWordsOfThreads(threadId, () => conversation.compact());
    call.afterReply(() => accepted.begin());
    return {};
  },
} satisfies Handlers<
  Pick<typeof threadRecords, 'thread/archive' | 'thread/rollback' | 'thread/revert'> &
    Pick<typeof turnWork, 'thread/compact/start'>,
  Api
>;

/** Takes the last turns of a loaded thread out of its history, and tells every client so after the reply. */
async function takeBack(api: Api, threadId: string, call: Call, count: (turns: readonly TurnState[]) => number) {
  const conversation = await loadedThread(api, threadId);
  const { id } = conversation;
  return inWordsOfThreads(threadId, () =>
    api.threads.replyFirst(id, call, async () => {
      const before = await api.conversations.read({ conversationId: id });
      await conversation.rollBack(count(before.turns));
      const { turns } = await api.conversations.read({ conversationId: id });
      call.afterReply(() => api.clients.broadcast(id, 'thread/reverted', { threadId: id }));
      return { conversation, turns };
    }),
  );
}
