// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { QueuedSubmission } from './QueuedSubmission.js';

/** Result of `thread/queue/add`. */
export type ThreadQueueAddResponse = {
  queuedSubmission: QueuedSubmission;
};
