// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/compact/start`. */
export type ThreadCompactStartResponse = Record<string, never>;
