// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/start`. */
export type ThreadQueueStartParams = {
  threadId: string;
  queuedSubmissionId?: string | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
