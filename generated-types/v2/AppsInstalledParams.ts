// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `app/installed`. */
export type AppsInstalledParams = {
  threadId?: string | null | undefined;
  forceRefresh?: boolean | null | undefined;
};
