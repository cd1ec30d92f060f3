// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItem } from './ThreadItem.js';

/** An item of a thread and the turn that it belongs to. */
export type ThreadItemEntry = {
  turnId: string;
  item: ThreadItem;
  outputDeferred?: boolean | undefined;
  startedAtMs: number | null;
  completedAtMs: number | null;
};
