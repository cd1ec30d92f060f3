// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadGoalStatus } from './ThreadGoalStatus.js';

/** What a thread works towards, and what it has cost so far. */
export type ThreadGoal = {
  threadId: string;
  objective: string;
  status: ThreadGoalStatus;
  tokenBudget: number | null;
  tokensUsed: number;
  timeUsedSeconds: number;
  createdAt: number;
  updatedAt: number;
};
