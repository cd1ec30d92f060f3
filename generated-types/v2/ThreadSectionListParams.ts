// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `threadSection/list`. */
export type ThreadSectionListParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
};
