// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/inject_items`. */
export type ThreadInjectItemsResponse = Record<string, never>;
