// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { EventMsg } from './EventMsg.js';
import type { ReasoningEffort } from './ReasoningEffort.js';

/** Params of `sessionConfigured`. */
export type SessionConfiguredNotification = {
  /** The id of the conversation. */
  sessionId: ConversationId;
  model: string;
  reasoningEffort?: ReasoningEffort | undefined;
  /** Identifies the file of the user's prompts; 0 when there is none. */
  historyLogId: number;
  /** How many prompts that file holds. */
  historyEntryCount: number;
  /** The whole history. */
  initialMessages?: EventMsg[] | undefined;
  rolloutPath: string;
};
