// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `turn/diff/updated`. */
export type TurnDiffUpdatedNotification = {
  threadId: string;
  turnId: string;
  diff: string;
};
