// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a web search of the model did; only `search` has a query. */
export type WebSearchAction = {
  type: string;
  query?: string | undefined;
};
