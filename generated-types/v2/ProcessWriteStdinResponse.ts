// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `process/writeStdin`. */
export type ProcessWriteStdinResponse = Record<string, never>;
