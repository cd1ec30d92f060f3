// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What became of an attachment. */
export type ThreadAttachmentOperation = "created" | "deleted";
