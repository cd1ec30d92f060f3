// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model rejects the account or the key. */
export type AuthRejectedData = {
  code: "auth_rejected";
  provider: string;
  reason: string;
};
