// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/delete`. */
export type ThreadDeleteParams = {
  threadId: string;
};
