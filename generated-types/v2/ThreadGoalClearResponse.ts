// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/goal/clear`. */
export type ThreadGoalClearResponse = {
  cleared: boolean;
};
