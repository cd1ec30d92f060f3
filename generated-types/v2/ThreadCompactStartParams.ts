// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/compact/start`. */
export type ThreadCompactStartParams = {
  threadId: string;
};
