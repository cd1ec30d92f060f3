// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSearchOccurrence } from './ThreadSearchOccurrence.js';

/** Result of `thread/searchOccurrences`. */
export type ThreadSearchOccurrencesResponse = {
  data: ThreadSearchOccurrence[];
  nextCursor: string | null;
};
