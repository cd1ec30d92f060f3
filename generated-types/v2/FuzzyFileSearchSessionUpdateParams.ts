// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch/sessionUpdate`. */
export type FuzzyFileSearchSessionUpdateParams = {
  sessionId: string;
  query: string;
};
