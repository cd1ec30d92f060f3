// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/backgroundTerminals/clean`. */
export type ThreadBackgroundTerminalsCleanResponse = Record<string, never>;
