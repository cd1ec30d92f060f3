// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { OpenApproval } from './OpenApproval.js';

/** Result of `turnwire/listApprovals`. */
export type ListApprovalsResponse = {
  /** In the order in which they were requested. */
  approvals: OpenApproval[];
};
