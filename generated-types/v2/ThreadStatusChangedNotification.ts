// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadStatus } from './ThreadStatus.js';

/** Params of `thread/status/changed`. */
export type ThreadStatusChangedNotification = {
  threadId: string;
  status: ThreadStatus;
};
