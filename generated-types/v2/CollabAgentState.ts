// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CollabAgentStatus } from './CollabAgentStatus.js';

/** An agent as it was last seen. */
export type CollabAgentState = {
  status: CollabAgentStatus;
  message: string | null;
};
