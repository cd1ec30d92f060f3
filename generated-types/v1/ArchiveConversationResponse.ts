// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `archiveConversation`. */
export type ArchiveConversationResponse = Record<string, never>;
