// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/unwatch`. */
export type FsUnwatchResponse = Record<string, never>;
