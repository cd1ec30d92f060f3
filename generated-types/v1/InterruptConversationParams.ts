// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';

/** Params of `interruptConversation`. */
export type InterruptConversationParams = {
  conversationId: ConversationId;
};
