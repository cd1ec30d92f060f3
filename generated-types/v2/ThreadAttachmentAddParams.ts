// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `thread/attachment/add`. */
export type ThreadAttachmentAddParams = {
  threadId: string;
  attachmentType: string;
  identityKey: string;
  payload: JsonValue;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
