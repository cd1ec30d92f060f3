// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Further data of a thread. Always null here. */
export type ThreadExtra = Record<string, never>;
