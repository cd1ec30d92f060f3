// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItemEntry } from './ThreadItemEntry.js';

/** Result of `thread/items/list`. */
export type ThreadItemsListResponse = {
  data: ThreadItemEntry[];
  nextCursor: string | null;
  backwardsCursor: string | null;
};
