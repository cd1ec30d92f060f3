// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSearchTextRange } from './ThreadSearchTextRange.js';

/** One place with the searched words. */
export type ThreadSearchOccurrence = {
  turnId: string;
  itemId: string;
  snippet: string;
  snippetMatchRange: ThreadSearchTextRange;
  turnCursor: string;
};
