// Generated from protocol/ by `npm run emit`: edit that, not this.
/** More about a thread. Always null here. */
export type ThreadExtra = Record<string, never>;
