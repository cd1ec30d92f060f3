// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { EventMsg } from './EventMsg.js';

/** Params of `codex/event/*`: an event of a conversation. */
export type EventNotificationParams = {
  /** The submission that the event belongs to; empty when it belongs to none. */
  id: string;
  msg: EventMsg;
  conversationId: ConversationId;
};
