// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a written value counts, or is overridden by a stronger layer. */
export type WriteStatus = "ok" | "okOverridden";
