// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The running turn accepts no further input. */
export type TurnNotSteerableData = {
  code: "turn_not_steerable";
  turnKind: "review" | "compact";
};
