// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fuzzyFileSearch/sessionStop`. */
export type FuzzyFileSearchSessionStopParams = {
  sessionId: string;
};
