// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The sign-in has expired and its issuer refuses to renew it: the user must sign in again. */
export type AuthExpiredData = {
  code: "auth_expired";
  reason: string;
};
