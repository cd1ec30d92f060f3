// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSearchResult } from './ThreadSearchResult.js';

/** Result of `thread/search`. */
export type ThreadSearchResponse = {
  data: ThreadSearchResult[];
  nextCursor: string | null;
  backwardsCursor: string | null;
};
