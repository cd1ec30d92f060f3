// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadAttachmentOwner } from './ThreadAttachmentOwner.js';

/** Result of `thread/attachmentOwner/list`. */
export type ThreadAttachmentOwnerListResponse = {
  data: ThreadAttachmentOwner[];
  nextCursor: string | null;
};
