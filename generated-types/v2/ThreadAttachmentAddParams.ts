// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `thread/attachment/add`. */
export type ThreadAttachmentAddParams = {
  threadId: string;
  attachmentType: string;
  identityKey: string;
  payload: JsonValue;
};
