// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { EventMsg } from './EventMsg.js';
import type { ReasoningEffort } from './ReasoningEffort.js';

/** A session is ready. The app-server sends the notification `sessionConfigured` instead. */
export type SessionConfiguredEvent = {
  /** The id of the conversation. */
  session_id: ConversationId;
  model: string;
  reasoning_effort?: ReasoningEffort | undefined;
  /** Identifies the history file; 0 when there is none. */
  history_log_id: number;
  history_entry_count: number;
  /** The history of a resumed conversation. */
  initial_messages?: EventMsg[] | undefined;
  rollout_path: string;
};
