import type { threadReads } from '../../../protocol/v2/thread-reads.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { itemsPage, itemsWithIds } from './items-page.js';
import { listThreads } from './list-threads.js';
import { invalid } from './overrides.js';
import { readHistory, readThread } from './read-thread.js';
import { turnsPage } from './turns-page.js';

const MAX_ITEM_IDS = 100;

export const threadReadHandlers = {
  async 'thread/read'(api, { threadId, includeTurns }) {
    return { thread: await readThread(api, threadId, includeTurns ?? false), readState: null };
  },

  async 'thread/list'(api, params) {
    const watching = api.listChanges.begin();
    await api.elsewhere.asked();
    await watching;
    const { items, nextCursor } = await listThreads(api, params);
    return { data: items, readStates: null, nextCursor, backwardsCursor: null };
  },

  'thread/turns/list'(api, { threadId, ...page }) {
    return readHistory(api, threadId, 'thread/turns/list', (history) => turnsPage(history, page));
  },

  /** Pages of items, for each form of a rollout (C610). */
  'thread/items/list'(api, params) {
    return readHistory(api, params.threadId, 'thread/items/list', (history) => itemsPage(history, params));
  },

  'thread/items/read'(api, { threadId, turnId, itemIds }) {
    if (itemIds.length === 0 || itemIds.length > MAX_ITEM_IDS)
      throw invalid('params.itemIds', `itemIds must contain 1 to ${MAX_ITEM_IDS} IDs`);
    return readHistory(api, threadId, 'thread/items/read', (history) => itemsWithIds(history, turnId, itemIds));
  },

  /** A thread that another server has loaded works here too, as if it were loaded here. */
  async 'thread/loaded/list'(api, { cursor, limit }) {
    await api.elsewhere.asked();
    const here = api.conversations.loaded.map(({ id }) => id);
    const ids = [...new Set([...here, ...api.elsewhere.loaded])].sort();
    const from = cursor == null ? 0 : ids.findIndex((id) => id > cursor);
    const page = from < 0 ? [] : ids.slice(from, from + Math.max(limit ?? ids.length, 1));
    const more = from >= 0 && from + page.length < ids.length;
    return { data: page, nextCursor: more ? (page.at(-1) ?? null) : null };
  },
} satisfies Handlers<typeof threadReads, Api>;
