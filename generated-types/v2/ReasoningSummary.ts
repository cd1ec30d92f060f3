// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How long the summary of the reasoning is. */
export type ReasoningSummary = "auto" | "concise" | "detailed" | "none";
