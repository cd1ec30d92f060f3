// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/unarchived`. */
export type ThreadUnarchivedNotification = {
  threadId: string;
};
