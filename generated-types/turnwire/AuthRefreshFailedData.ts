// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The sign-in has lapsed and cannot be renewed. */
export type AuthRefreshFailedData = {
  code: "auth_refresh_failed";
  reason: string;
};
