// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/shellCommand`. */
export type ThreadShellCommandParams = {
  threadId: string;
  command: string;
  timeoutMs?: number | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
