// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AttachReason } from './AttachReason.js';

/** Result of `turnwire/attach`. */
export type AttachResponse = {
  /** The id of this load of the conversation, in which `seq` counts. When the conversation is loaded again, it gets another one. */
  epoch: string;
  /** The place of the last notification so far. A client that has read this reply may attach after it. */
  seq: number;
  /** Null: the notifications that the client has missed follow. Otherwise the reply has a snapshot, and later notifications follow. */
  reason: AttachReason | null;
  /** For `removeConversationListener`; v1 only. */
  subscriptionId?: string | undefined;
  /** The snapshot for v1: all past events (`EventMsg`), and those of the running turn so far. */
  initialMessages?: unknown[] | undefined;
  /** The snapshot for v2: a `Thread` of v2 with all its turns, and the running one so far. */
  thread?: unknown | undefined;
};
