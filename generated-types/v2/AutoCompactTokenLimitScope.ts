// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the limit of an automatic compaction counts. */
export type AutoCompactTokenLimitScope = "total" | "body_after_prefix";
