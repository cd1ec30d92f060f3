// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadGoal } from './ThreadGoal.js';

/** Params of `thread/goal/updated`. */
export type ThreadGoalUpdatedNotification = {
  threadId: string;
  turnId: string | null;
  goal: ThreadGoal;
};
