// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `thread/attachment/add`. */
export type ThreadAttachmentAddParams = {
  threadId: string;
  attachmentType: string;
  identityKey: string;
  payload: JsonValue;
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};
