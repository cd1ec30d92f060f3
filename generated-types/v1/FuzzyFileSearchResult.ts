// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A file that was found. */
export type FuzzyFileSearchResult = {
  /** The folder it was found in, as given. */
  root: string;
  /** Its path from there. */
  path: string;
  file_name: string;
  /** A higher score is a better match. */
  score: number;
  /** The characters of `path` that matched. */
  indices?: number[] | undefined;
};
