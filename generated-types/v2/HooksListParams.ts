// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `hooks/list`. */
export type HooksListParams = {
  cwds?: string[] | null | undefined;
  threadId?: string | null | undefined;
};
