import type { threadRecords } from '../../../protocol/v2/thread-records.js';
import type { turnWork } from '../../../protocol/v2/turn-work.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { inWordsOfThreads } from './errors.js';

export const threadRecordHandlers = {
  async 'thread/archive'(api, { threadId }, call) {
    await inWordsOfThreads(threadId, () => api.conversations.archiveById(threadId));
    call.afterReply(() => api.clients.broadcast(threadId, 'thread/archived', { threadId }));
    return {};
  },

  async 'thread/compact/start'(api, { threadId }, call) {
    const conversation = await loadedThread(api, threadId);
    const accepted = await inWordsOfThreads(threadId, () => conversation.compact());
    call.afterReply(() => accepted.begin());
    return {};
  },
} satisfies Handlers<Pick<typeof threadRecords, 'thread/archive'> & Pick<typeof turnWork, 'thread/compact/start'>, Api>;
