// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { InputItem } from './InputItem.js';

/** Params of `sendUserMessage`. */
export type SendUserMessageParams = {
  conversationId: ConversationId;
  items: InputItem[];
};
