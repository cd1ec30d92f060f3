// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/closed`. */
export type ThreadClosedNotification = {
  threadId: string;
};
