// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/archive`. */
export type ThreadArchiveResponse = Record<string, never>;
