// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';

/** The path of a conversation's rollout. */
export type ConversationPathResponseEvent = {
  conversation_id: ConversationId;
  path: string;
};
