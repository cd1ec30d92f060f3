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
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};
