// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A word of the client for the origin of a thread. */
export type ThreadSource = string;
