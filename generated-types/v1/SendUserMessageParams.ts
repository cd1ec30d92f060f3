// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { InputItem } from './InputItem.js';

/** Params of `sendUserMessage`. */
export type SendUserMessageParams = {
  conversationId: ConversationId;
  items: InputItem[];
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
