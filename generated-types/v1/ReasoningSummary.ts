// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much of its thinking the model sums up for people. */
export type ReasoningSummary = "auto" | "concise" | "detailed" | "none";
