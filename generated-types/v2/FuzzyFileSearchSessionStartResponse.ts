// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fuzzyFileSearch/sessionStart`. */
export type FuzzyFileSearchSessionStartResponse = Record<string, never>;
