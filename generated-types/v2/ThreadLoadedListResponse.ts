// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/loaded/list`. */
export type ThreadLoadedListResponse = {
  data: string[];
  nextCursor: string | null;
};
