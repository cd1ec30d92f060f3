// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Thread } from './Thread.js';

/** Params of `thread/started`. */
export type ThreadStartedNotification = {
  thread: Thread;
};
