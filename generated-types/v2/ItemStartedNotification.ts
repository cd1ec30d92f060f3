// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItem } from './ThreadItem.js';

/** Params of `item/started`. */
export type ItemStartedNotification = {
  item: ThreadItem;
  threadId: string;
  turnId: string;
  startedAtMs: number;
};
