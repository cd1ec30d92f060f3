// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/name/updated`. */
export type ThreadNameUpdatedNotification = {
  threadId: string;
  threadName?: string | undefined;
};
