// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/reorder`. */
export type ThreadQueueReorderParams = {
  threadId: string;
  queuedSubmissionIds: string[];
};
