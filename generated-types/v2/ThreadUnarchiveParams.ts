// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/unarchive`. */
export type ThreadUnarchiveParams = {
  threadId: string;
};
