// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/attachment/remove`. */
export type ThreadAttachmentRemoveParams = {
  threadId: string;
  attachmentType: string;
  identityKey: string;
};
