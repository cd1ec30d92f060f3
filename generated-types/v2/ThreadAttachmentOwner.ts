// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A thread that has an attachment. */
export type ThreadAttachmentOwner = {
  threadId: string;
  archived: boolean;
};
