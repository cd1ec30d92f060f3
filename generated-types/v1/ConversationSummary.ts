// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';

/** A recorded conversation in a list. */
export type ConversationSummary = {
  conversationId: ConversationId;
  /** Its rollout. */
  path: string;
  /** The first message of the user. */
  preview: string;
  /** When it began, as in RFC 3339. */
  timestamp?: string | undefined;
};
