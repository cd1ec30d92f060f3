// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** Params of `turnwire/compaction`. */
export type CompactionNotification = {
  conversationId: ConversationId;
  /** The same as that of the events that belong to it. */
  id: string;
  state: "started" | "finished" | "failed";
  /** The history has grown over the limit, or a client has asked for it. */
  reason: "limit" | "request";
  /** The size of the history before it, as far as the model has told. */
  tokens: number | null;
};
