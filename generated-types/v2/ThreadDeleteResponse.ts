// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/delete`. */
export type ThreadDeleteResponse = Record<string, never>;
