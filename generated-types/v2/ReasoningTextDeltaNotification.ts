// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/reasoning/textDelta`. */
export type ReasoningTextDeltaNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  delta: string;
  contentIndex: number;
};
