// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a written value counts, or a stronger layer overrides it. */
export type WriteStatus = "ok" | "okOverridden";
