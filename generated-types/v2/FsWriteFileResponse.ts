// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/writeFile`. */
export type FsWriteFileResponse = Record<string, never>;
