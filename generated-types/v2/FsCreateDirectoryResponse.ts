// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/createDirectory`. */
export type FsCreateDirectoryResponse = Record<string, never>;
