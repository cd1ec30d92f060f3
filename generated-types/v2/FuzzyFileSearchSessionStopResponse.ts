// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fuzzyFileSearch/sessionStop`. */
export type FuzzyFileSearchSessionStopResponse = Record<string, never>;
