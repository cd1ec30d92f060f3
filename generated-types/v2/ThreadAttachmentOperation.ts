// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What happened to an attachment. */
export type ThreadAttachmentOperation = "created" | "deleted";
