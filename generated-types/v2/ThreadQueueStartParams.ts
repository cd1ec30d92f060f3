// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/start`. */
export type ThreadQueueStartParams = {
  threadId: string;
  queuedSubmissionId?: string | null | undefined;
};
