// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The id of a thread, a UUID. */
export type ThreadId = string;
