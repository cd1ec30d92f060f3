// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** Params of `turnwire/attach`. A client of v1 gives `conversationId`, one of v2 `threadId`. */
export type AttachParams = {
  /** Notifications follow as `codex/event/*`. */
  conversationId?: ConversationId | null | undefined;
  /** The notifications have the form of v2. */
  threadId?: ConversationId | null | undefined;
  /** The last `seq` that the client has seen. Without it, the answer is a snapshot. */
  afterSeq?: number | null | undefined;
  /** The `epoch` that came with it. */
  epoch?: string | null | undefined;
};
