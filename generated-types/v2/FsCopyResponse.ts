// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/copy`. */
export type FsCopyResponse = Record<string, never>;
