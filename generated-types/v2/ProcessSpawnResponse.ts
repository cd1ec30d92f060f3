// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `process/spawn`. */
export type ProcessSpawnResponse = Record<string, never>;
