// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ReviewDecision } from './ReviewDecision.js';

/** Result of `execCommandApproval`. */
export type ExecCommandApprovalResponse = {
  decision: ReviewDecision;
};
