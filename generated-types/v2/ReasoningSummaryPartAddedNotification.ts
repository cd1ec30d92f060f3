// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/reasoning/summaryPartAdded`. */
export type ReasoningSummaryPartAddedNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  summaryIndex: number;
};
