// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/changed`. */
export type ThreadQueueChangedNotification = {
  threadId: string;
};
