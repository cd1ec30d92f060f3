// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/deleted`. */
export type ThreadDeletedNotification = {
  threadId: string;
};
