// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/reverted`. */
export type ThreadRevertedNotification = {
  threadId: string;
};
