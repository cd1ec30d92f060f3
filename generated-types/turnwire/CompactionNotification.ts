// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** Params of `turnwire/compaction`. */
export type CompactionNotification = {
  conversationId: ConversationId;
  /** The same id as in the events that belong to it. */
  id: string;
  state: "started" | "finished" | "failed";
  /** The history has grown over the limit, or a client has requested it. */
  reason: "limit" | "request";
  /** The size of the history before the compaction; null when the model has not reported it. */
  tokens: number | null;
};
