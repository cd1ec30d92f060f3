// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether and how the model may search the web. */
export type WebSearchMode = "disabled" | "cached" | "indexed" | "live";
