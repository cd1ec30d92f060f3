// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';

/** Params of `execCommandApproval`. */
export type ExecCommandApprovalParams = {
  conversationId: ConversationId;
  /** The same id as in `exec_approval_request` and the events that follow. */
  callId: string;
  command: string[];
  cwd: string;
  /** The reason of the model, or the reason for a second approval. */
  reason?: string | undefined;
};
