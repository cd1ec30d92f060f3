// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Who searches the web. */
export type WebSearchProvider = "standalone" | "search_mcp";
