// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/attachment/remove`. */
export type ThreadAttachmentRemoveResponse = Record<string, never>;
