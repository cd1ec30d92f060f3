// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/remove`. */
export type FsRemoveResponse = Record<string, never>;
