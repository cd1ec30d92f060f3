// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What was found. */
export type FuzzyFileSearchMatchType = "file" | "directory";
