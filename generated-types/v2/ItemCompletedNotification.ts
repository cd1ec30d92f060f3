// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItem } from './ThreadItem.js';

/** Params of `item/completed`. */
export type ItemCompletedNotification = {
  item: ThreadItem;
  threadId: string;
  turnId: string;
  contentTokenCount: number | null;
  completedAtMs: number;
};
