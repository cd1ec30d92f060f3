// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { NewConversationParams } from './NewConversationParams.js';
import type { ResponseItem } from './ResponseItem.js';

/** Params of `resumeConversation`: one of `history`, `path` and `conversationId`; the first that is given counts. */
export type ResumeConversationParams = {
  /** The path of a rollout, in any folder. */
  path?: string | null | undefined;
  /** A conversation of the sessions folder. */
  conversationId?: ConversationId | null | undefined;
  /** Items that a new conversation begins with. */
  history?: ResponseItem[] | null | undefined;
  /** Settings for the conversation, as in `newConversation`. */
  overrides?: NewConversationParams | null | undefined;
};
