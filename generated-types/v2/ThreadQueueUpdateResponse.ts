// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { QueuedSubmission } from './QueuedSubmission.js';

/** Result of `thread/queue/update`. */
export type ThreadQueueUpdateResponse = {
  queuedSubmission: QueuedSubmission;
};
