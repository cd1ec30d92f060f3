// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/goal/get`. */
export type ThreadGoalGetParams = {
  threadId: string;
};
