// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadAttachmentOperation } from './ThreadAttachmentOperation.js';

/** Params of `thread/attachment/updated`. */
export type ThreadAttachmentUpdatedNotification = {
  threadId: string;
  attachmentType: string;
  identityKey: string;
  attachmentId: string;
  operation: ThreadAttachmentOperation;
};
