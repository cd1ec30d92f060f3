// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSearchTextRange } from './ThreadSearchTextRange.js';

/** One place where the searched words stand. */
export type ThreadSearchOccurrence = {
  turnId: string;
  itemId: string;
  snippet: string;
  snippetMatchRange: ThreadSearchTextRange;
  turnCursor: string;
};
