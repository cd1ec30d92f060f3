// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/goal/cleared`. */
export type ThreadGoalClearedNotification = {
  threadId: string;
};
