// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Another turn is running than the one that was named. */
export type TurnMismatchData = {
  code: "turn_mismatch";
  expected: string;
  found: string;
};
