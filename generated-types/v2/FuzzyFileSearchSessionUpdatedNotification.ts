// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FuzzyFileSearchResult } from './FuzzyFileSearchResult.js';

/** Params of `fuzzyFileSearch/sessionUpdated`. */
export type FuzzyFileSearchSessionUpdatedNotification = {
  sessionId: string;
  query: string;
  files: FuzzyFileSearchResult[];
};
