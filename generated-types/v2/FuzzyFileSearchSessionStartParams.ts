// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch/sessionStart`. */
export type FuzzyFileSearchSessionStartParams = {
  sessionId: string;
  roots: string[];
};
