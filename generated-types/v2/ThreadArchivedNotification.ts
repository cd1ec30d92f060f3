// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/archived`. */
export type ThreadArchivedNotification = {
  threadId: string;
};
