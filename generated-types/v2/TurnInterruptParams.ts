// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `turn/interrupt`. */
export type TurnInterruptParams = {
  threadId: string;
  turnId: string;
};
