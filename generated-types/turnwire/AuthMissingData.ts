// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model needs an account or a key, and there is none. */
export type AuthMissingData = {
  code: "auth_missing";
  provider: string;
};
