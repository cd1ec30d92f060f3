// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/revert`. */
export type ThreadRevertParams = {
  threadId: string;
  beforeTurnId: string;
};
