// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/attachmentOwner/list`. */
export type ThreadAttachmentOwnerListParams = {
  attachmentType: string;
  identityKey: string;
  archived?: boolean | null | undefined;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
