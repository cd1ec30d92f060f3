// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';

/** Params of `archiveConversation`; the two must belong together. */
export type ArchiveConversationParams = {
  conversationId: ConversationId;
  rolloutPath: string;
};
