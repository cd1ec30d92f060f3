// Generated from protocol/ by `npm run emit`: edit that, not this.
/** By what projects are listed. */
export type ProjectSortKey = "position" | "recencyAt";
