// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FileChange } from './FileChange.js';

/** A patch is about to be applied. */
export type PatchApplyBeginEvent = {
  call_id: string;
  /** No approval was needed. */
  auto_approved: boolean;
  /** By absolute path. */
  changes: {
    [key: string]: FileChange;
  };
};
