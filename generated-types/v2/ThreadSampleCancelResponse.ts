// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/sample/cancel`. */
export type ThreadSampleCancelResponse = Record<string, never>;
