// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How long the model may think before it answers. */
export type ReasoningEffort = "minimal" | "low" | "medium" | "high";
