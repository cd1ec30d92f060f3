// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { ReasoningEffort } from './ReasoningEffort.js';

/** Result of `newConversation`. */
export type NewConversationResponse = {
  conversationId: ConversationId;
  model: string;
  reasoningEffort?: ReasoningEffort | undefined;
  /** The file that records the conversation. */
  rolloutPath: string;
};
