// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadGoal } from './ThreadGoal.js';

/** Result of `thread/goal/get`. */
export type ThreadGoalGetResponse = {
  goal: ThreadGoal | null;
};
