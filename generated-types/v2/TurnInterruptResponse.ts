// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `turn/interrupt`. */
export type TurnInterruptResponse = Record<string, never>;
