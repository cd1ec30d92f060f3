// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The sign-in has expired and could not be renewed: its issuer was not reached. */
export type AuthRefreshFailedData = {
  code: "auth_refresh_failed";
  reason: string;
};
