// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `app/list`. */
export type AppsListParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  threadId?: string | null | undefined;
  forceRefetch?: boolean | null | undefined;
};
