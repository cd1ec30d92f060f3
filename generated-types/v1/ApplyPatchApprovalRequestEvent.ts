// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileChange } from './FileChange.js';

/** An approval of a patch is requested. */
export type ApplyPatchApprovalRequestEvent = {
  call_id: string;
  /** By absolute path. */
  changes: {
    [key: string]: FileChange;
  };
  reason?: string | undefined;
  /** A folder that may be written for the rest of the session. */
  grant_root?: string | undefined;
};
