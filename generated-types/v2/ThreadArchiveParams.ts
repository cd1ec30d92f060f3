// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/archive`. */
export type ThreadArchiveParams = {
  threadId: string;
};
