// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadAttachment } from './ThreadAttachment.js';
import type { ThreadAttachmentAddOutcome } from './ThreadAttachmentAddOutcome.js';

/** Result of `thread/attachment/add`. */
export type ThreadAttachmentAddResponse = {
  outcome: ThreadAttachmentAddOutcome;
  attachment: ThreadAttachment;
};
