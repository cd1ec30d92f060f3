// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No turn of the thread is running. */
export type TurnNotActiveData = {
  code: "turn_not_active";
};
