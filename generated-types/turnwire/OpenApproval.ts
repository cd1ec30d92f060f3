// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileChange } from '../v1/FileChange.js';

/** A decision that the user has not made yet. */
export type OpenApproval = {
  kind: "command";
  approvalId: string;
  /** The same id as in the events of the action. */
  callId: string;
  /** ISO 8601 in UTC. */
  requestedAt: string;
  reason?: string | undefined;
  command: string[];
  cwd: string;
} | {
  kind: "patch";
  approvalId: string;
  /** The same id as in the events of the action. */
  callId: string;
  /** ISO 8601 in UTC. */
  requestedAt: string;
  reason?: string | undefined;
  /** By absolute path. */
  fileChanges: {
    [key: string]: FileChange;
  };
  /** A folder that may be written for the rest of the session. */
  grantRoot?: string | undefined;
};
