// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { UserInput } from './UserInput.js';

/** Params of `thread/queue/add`. */
export type ThreadQueueAddParams = {
  threadId: string;
  input: UserInput[];
  clientUserMessageId: string;
  responsesapiClientMetadata?: {
    [key: string]: string;
  } | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
