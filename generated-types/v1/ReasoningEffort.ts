// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much the model reasons before it answers. */
export type ReasoningEffort = "minimal" | "low" | "medium" | "high";
