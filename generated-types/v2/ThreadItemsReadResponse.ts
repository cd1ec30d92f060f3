// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItemEntry } from './ThreadItemEntry.js';

/** Result of `thread/items/read`. */
export type ThreadItemsReadResponse = {
  data: ThreadItemEntry[];
};
