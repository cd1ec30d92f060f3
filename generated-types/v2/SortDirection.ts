// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The order of a list. */
export type SortDirection = "asc" | "desc";
