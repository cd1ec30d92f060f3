// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from '../v1/ConversationId.js';

/** Params of `turnwire/listApprovals`. */
export type ListApprovalsParams = {
  conversationId: ConversationId;
};
