// Generated from protocol/ by `npm run emit`: edit that, not this.
/** `replace` sets a value; `upsert` adds the keys of a table to those there. */
export type MergeStrategy = "replace" | "upsert";
