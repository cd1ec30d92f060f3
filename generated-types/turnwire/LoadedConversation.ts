// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';
import type { NobodyThere } from './NobodyThere.js';

/** A conversation that this process has loaded. */
export type LoadedConversation = {
  conversationId: ConversationId;
  /** `waiting`: a turn runs, and waits for the user. */
  state: "idle" | "active" | "waiting";
  /** Connections that get its events. */
  subscribers: number;
  /** When the last client left it and its last turn had ended, ISO 8601 in UTC; null while it is in use. */
  idleSince: string | null;
  /** Whether this process holds the right to write, so that no other process writes. */
  lease: boolean;
  /** As in `turnwire/attach`. */
  epoch: string;
  whenNobodyIsThere: NobodyThere;
};
