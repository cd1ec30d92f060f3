// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `app/read`. */
export type AppsReadParams = {
  appIds: string[];
  threadId?: string | null | undefined;
  includeTools?: boolean | null | undefined;
};
