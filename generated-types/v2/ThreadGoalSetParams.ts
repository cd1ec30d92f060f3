// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadGoalMutationOrigin } from './ThreadGoalMutationOrigin.js';
import type { ThreadGoalStatus } from './ThreadGoalStatus.js';

/** Params of `thread/goal/set`. */
export type ThreadGoalSetParams = {
  threadId: string;
  origin?: ThreadGoalMutationOrigin | null | undefined;
  objective?: string | null | undefined;
  status?: ThreadGoalStatus | null | undefined;
  tokenBudget?: number | null | undefined;
};
