// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/rollback`. */
export type ThreadRollbackParams = {
  threadId: string;
  numTurns: number;
};
