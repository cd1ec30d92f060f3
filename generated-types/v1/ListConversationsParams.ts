// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `listConversations`. */
export type ListConversationsParams = {
  /** How many to give at most; 25 when left out. */
  pageSize?: number | null | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | null | undefined;
};
