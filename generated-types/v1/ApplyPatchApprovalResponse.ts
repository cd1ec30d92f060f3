// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewDecision } from './ReviewDecision.js';

/** Result of `applyPatchApproval`. */
export type ApplyPatchApprovalResponse = {
  decision: ReviewDecision;
};
