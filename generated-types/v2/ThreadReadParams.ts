// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/read`. */
export type ThreadReadParams = {
  threadId: string;
  includeTurns?: boolean | null | undefined;
};
