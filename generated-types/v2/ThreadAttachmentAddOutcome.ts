// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether the attachment was there before. */
export type ThreadAttachmentAddOutcome = "created" | "existing";
