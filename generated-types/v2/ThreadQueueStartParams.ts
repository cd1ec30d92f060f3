// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/queue/start`. */
export type ThreadQueueStartParams = {
  threadId: string;
  queuedSubmissionId?: string | null | undefined;
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};
