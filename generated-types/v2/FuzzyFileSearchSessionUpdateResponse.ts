// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fuzzyFileSearch/sessionUpdate`. */
export type FuzzyFileSearchSessionUpdateResponse = Record<string, never>;
