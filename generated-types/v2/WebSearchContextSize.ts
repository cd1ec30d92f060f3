// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much a search gives to the model. */
export type WebSearchContextSize = "low" | "medium" | "high";
