// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** Params of `turnwire/compactConversation`. */
export type CompactConversationParams = {
  conversationId: ConversationId;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
