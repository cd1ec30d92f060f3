// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/compacted`. */
export type ContextCompactedNotification = {
  threadId: string;
  turnId: string;
};
