// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/attachment/list`. */
export type ThreadAttachmentListParams = {
  threadId: string;
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
