// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/unsubscribe`. */
export type ThreadUnsubscribeParams = {
  threadId: string;
};
