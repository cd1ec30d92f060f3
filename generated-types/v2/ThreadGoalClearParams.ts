// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadGoalMutationOrigin } from './ThreadGoalMutationOrigin.js';

/** Params of `thread/goal/clear`. */
export type ThreadGoalClearParams = {
  threadId: string;
  origin?: ThreadGoalMutationOrigin | null | undefined;
};
