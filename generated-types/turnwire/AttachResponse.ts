// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AttachReason } from './AttachReason.js';

/** Result of `turnwire/attach`. */
export type AttachResponse = {
  /** The life of the conversation in which `seq` counts. Loaded again, it has another one. */
  epoch: string;
  /** The last place that is taken. A client that has read this reply may attach after it. */
  seq: number;
  /** Null: exactly what the client has missed follows. Otherwise the reply has a snapshot, and what comes later follows. */
  reason: AttachReason | null;
  /** For `removeConversationListener`; v1 only. */
  subscriptionId?: string | undefined;
  /** The snapshot for v1: all past events (`EventMsg`), and those of the running turn so far. */
  initialMessages?: unknown[] | undefined;
  /** The snapshot for v2: a `Thread` of v2 with all its turns, and the running one so far. */
  thread?: unknown | undefined;
};
