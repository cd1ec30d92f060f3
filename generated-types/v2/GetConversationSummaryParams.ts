// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadId } from './ThreadId.js';

/** Params of `getConversationSummary`. */
export type GetConversationSummaryParams = {
  rolloutPath: string;
} | {
  conversationId: ThreadId;
};
