// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/fileChange/outputDelta`. */
export type FileChangeOutputDeltaNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  delta: string;
};
