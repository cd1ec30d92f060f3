// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/name/set`. */
export type ThreadSetNameParams = {
  threadId: string;
  name: string;
};
