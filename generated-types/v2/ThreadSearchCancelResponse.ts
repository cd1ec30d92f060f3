// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/search/cancel` and `thread/search/stream/cancel`. */
export type ThreadSearchCancelResponse = Record<string, never>;
