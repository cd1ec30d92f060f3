// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model starts a web search. */
export type WebSearchBeginEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
};
