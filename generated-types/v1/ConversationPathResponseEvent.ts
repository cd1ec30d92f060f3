// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';

/** Where the rollout of a conversation lies. */
export type ConversationPathResponseEvent = {
  conversation_id: ConversationId;
  path: string;
};
