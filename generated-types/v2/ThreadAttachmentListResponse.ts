// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadAttachment } from './ThreadAttachment.js';

/** Result of `thread/attachment/list`. */
export type ThreadAttachmentListResponse = {
  data: ThreadAttachment[];
  nextCursor: string | null;
};
