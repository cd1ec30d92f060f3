// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FuzzyFileSearchResult } from './FuzzyFileSearchResult.js';

/** Result of `fuzzyFileSearch`. */
export type FuzzyFileSearchResponse = {
  files: FuzzyFileSearchResult[];
};
