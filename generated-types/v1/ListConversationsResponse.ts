// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationSummary } from './ConversationSummary.js';

/** Result of `listConversations`. */
export type ListConversationsResponse = {
  /** Newest first. */
  items: ConversationSummary[];
  /** Left out on the last page. */
  nextCursor?: string | undefined;
};
