// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The sign-in has lapsed and its issuer refuses to renew it: one has to sign in again. */
export type AuthExpiredData = {
  code: "auth_expired";
  reason: string;
};
