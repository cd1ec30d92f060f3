// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `process/resizePty`. */
export type ProcessResizePtyResponse = Record<string, never>;
