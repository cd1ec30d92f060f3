// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Thread } from './Thread.js';

/** Result of `thread/revert`. */
export type ThreadRevertResponse = {
  thread: Thread;
  turnsBackwardsCursor: string | null;
  itemsBackwardsCursor: string | null;
};
