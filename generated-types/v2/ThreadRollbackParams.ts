// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/rollback`. */
export type ThreadRollbackParams = {
  threadId: string;
  numTurns: number;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
