// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The web search is done. */
export type WebSearchEndEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  query: string;
};
