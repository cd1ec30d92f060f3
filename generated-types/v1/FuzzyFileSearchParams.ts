// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch`. */
export type FuzzyFileSearchParams = {
  query: string;
  /** The folders to search. */
  roots: string[];
  /** A search with the same token takes the place of this one, which is then answered with no files. */
  cancellationToken?: string | null | undefined;
};
