// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileChangeApprovalDecision } from './FileChangeApprovalDecision.js';

/** Result of `item/fileChange/requestApproval`. */
export type FileChangeRequestApprovalResponse = {
  decision: FileChangeApprovalDecision;
};
