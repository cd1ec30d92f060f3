// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/items/read`. */
export type ThreadItemsReadParams = {
  threadId: string;
  turnId: string;
  /** 1 to 100 ids. */
  itemIds: string[];
};
