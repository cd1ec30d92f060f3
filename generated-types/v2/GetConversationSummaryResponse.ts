// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationSummary } from './ConversationSummary.js';

/** Result of `getConversationSummary`. */
export type GetConversationSummaryResponse = {
  summary: ConversationSummary;
};
