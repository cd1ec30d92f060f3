// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FuzzyFileSearchMatchType } from './FuzzyFileSearchMatchType.js';

/** A path that fits the query; `indices` are the characters that fit. */
export type FuzzyFileSearchResult = {
  root: string;
  path: string;
  match_type: FuzzyFileSearchMatchType;
  file_name: string;
  score: number;
  indices: number[] | null;
};
