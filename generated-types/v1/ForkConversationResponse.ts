// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { EventMsg } from './EventMsg.js';

/** Result of `forkConversation`. */
export type ForkConversationResponse = {
  conversationId: ConversationId;
  model: string;
  /** The history, without instructions and environment. */
  initialMessages?: EventMsg[] | undefined;
  /** The file that records the copy. */
  rolloutPath: string;
};
