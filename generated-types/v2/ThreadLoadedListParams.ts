// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `thread/loaded/list`. */
export type ThreadLoadedListParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
