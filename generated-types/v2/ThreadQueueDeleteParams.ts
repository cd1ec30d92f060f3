// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/delete`. */
export type ThreadQueueDeleteParams = {
  threadId: string;
  queuedSubmissionId: string;
};
