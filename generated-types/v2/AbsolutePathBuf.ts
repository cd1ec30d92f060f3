// Generated from protocol/ by `npm run emit`: edit that, not this.
/** An absolute path. */
export type AbsolutePathBuf = string;
