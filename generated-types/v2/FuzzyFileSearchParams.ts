// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch`. */
export type FuzzyFileSearchParams = {
  query: string;
  roots: string[];
  cancellationToken?: string | null | undefined;
};
