// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `sendUserTurn`. */
export type SendUserTurnResponse = Record<string, never>;
