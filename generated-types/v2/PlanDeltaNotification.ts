// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/plan/delta`. */
export type PlanDeltaNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  delta: string;
};
