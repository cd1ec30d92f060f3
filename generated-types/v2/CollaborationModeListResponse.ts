// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CollaborationModeMask } from './CollaborationModeMask.js';

/** Result of `collaborationMode/list`. */
export type CollaborationModeListResponse = {
  data: CollaborationModeMask[];
};
