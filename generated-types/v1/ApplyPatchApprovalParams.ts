// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ConversationId } from './ConversationId.js';
import type { FileChange } from './FileChange.js';

/** Params of `applyPatchApproval`. */
export type ApplyPatchApprovalParams = {
  conversationId: ConversationId;
  /** The same id as in `apply_patch_approval_request` and the events that follow. */
  callId: string;
  /** By absolute path. */
  fileChanges: {
    [key: string]: FileChange;
  };
  reason?: string | undefined;
  /** A folder that may be written for the rest of the session. */
  grantRoot?: string | undefined;
};
