// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What found threads are sorted by. */
export type ThreadSearchSortKey = "created_at" | "updated_at" | "recency_at";
