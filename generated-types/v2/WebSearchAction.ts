// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What the model did on the web. */
export type WebSearchAction = {
  type: "search";
  query: string | null;
  queries: string[] | null;
} | {
  type: "openPage";
  url: string | null;
} | {
  type: "findInPage";
  url: string | null;
  pattern: string | null;
} | {
  type: "other";
};
