// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a list of threads is sorted by. */
export type ThreadSortKey = "created_at" | "updated_at" | "recency_at" | "section_position";
