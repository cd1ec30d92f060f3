// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `process/kill`. */
export type ProcessKillResponse = Record<string, never>;
