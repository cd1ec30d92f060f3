// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `turn/steer`. */
export type TurnSteerResponse = {
  turnId: string;
};
