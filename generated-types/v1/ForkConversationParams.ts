// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { NewConversationParams } from './NewConversationParams.js';

/** Params of `forkConversation`: one of `path` and `conversationId`; `path` counts when both are given. */
export type ForkConversationParams = {
  /** The rollout to copy from. */
  path?: string | null | undefined;
  /** The conversation to copy from, loaded or recorded. */
  conversationId?: ConversationId | null | undefined;
  /** Copies everything before this user message, counted from 0. Left out: everything. */
  nthUserMessage?: number | null | undefined;
  /** Settings for the conversation, as in `newConversation`. */
  overrides?: NewConversationParams | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
