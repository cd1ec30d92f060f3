// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Another turn of the thread runs or is about to begin. */
export type TurnActiveData = {
  code: "turn_active";
};
