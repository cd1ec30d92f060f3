import type { threadReads } from '../../../protocol/v2/thread-reads.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { itemsPage } from './items-page.js';
import { listThreads } from './list-threads.js';
import { readItems, readThread, refuseEphemeral } from './read-thread.js';
import { turnsPage } from './turns-page.js';

export const threadReadHandlers = {
  async 'thread/read'(api, { threadId, includeTurns }) {
    const { thread } = await readThread(api, threadId, includeTurns ?? false);
    return { thread, readState: null };
  },

  async 'thread/list'(api, params) {
    const { items, nextCursor } = await listThreads(api, params);
    return { data: items, readStates: null, nextCursor, backwardsCursor: null };
  },

  async 'thread/turns/list'(api, { threadId, ...page }) {
    refuseEphemeral(api, threadId, 'thread/turns/list');
    const { turns } = await readThread(api, threadId, false);
    return turnsPage(turns, page);
  },

  /** Of every thread, whatever the form of its rollout (C610). */
  async 'thread/items/list'(api, params) {
    return itemsPage(await readItems(api, params.threadId, 'thread/items/list'), params);
  },

  'thread/loaded/list'(api, { cursor, limit }) {
    const ids = api.conversations.loaded.map(({ id }) => id).sort();
    const from = cursor == null ? 0 : ids.findIndex((id) => id > cursor);
    const page = from < 0 ? [] : ids.slice(from, from + Math.max(limit ?? ids.length, 1));
    const more = from >= 0 && from + page.length < ids.length;
    return { data: page, nextCursor: more ? (page.at(-1) ?? null) : null };
  },
} satisfies Handlers<typeof threadReads, Api>;
