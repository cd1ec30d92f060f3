// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadUnsubscribeStatus } from './ThreadUnsubscribeStatus.js';

/** Result of `thread/unsubscribe`. */
export type ThreadUnsubscribeResponse = {
  status: ThreadUnsubscribeStatus;
};
