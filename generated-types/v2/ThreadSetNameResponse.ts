// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/name/set`. */
export type ThreadSetNameResponse = Record<string, never>;
