// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch`. */
export type FuzzyFileSearchParams = {
  query: string;
  /** The folders to search. */
  roots: string[];
  /** A new search with the same token cancels this one, which is then answered without files. */
  cancellationToken?: string | null | undefined;
};
