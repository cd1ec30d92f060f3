// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** Params of `turnwire/compactConversation`. */
export type CompactConversationParams = {
  conversationId: ConversationId;
  /** A text that the client makes for this request alone. For a day, a request with the same key has the same result, and does nothing. */
  idempotencyKey?: string | null | undefined;
};
