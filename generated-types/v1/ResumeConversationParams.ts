// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { NewConversationParams } from './NewConversationParams.js';
import type { ResponseItem } from './ResponseItem.js';

/** Params of `resumeConversation`: one of `history`, `path` and `conversationId`; the first that is given counts. */
export type ResumeConversationParams = {
  /** A rollout, wherever it lies. */
  path?: string | null | undefined;
  /** A conversation of the sessions folder. */
  conversationId?: ConversationId | null | undefined;
  /** Items that a new conversation begins with. */
  history?: ResponseItem[] | null | undefined;
  /** Settings for the conversation, as in `newConversation`. */
  overrides?: NewConversationParams | null | undefined;
};
