// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration does not allow to sign in this way, or with this account. */
export type LoginNotAllowedData = {
  code: "login_not_allowed";
  method: "apikey" | "chatgpt";
  reason: string;
};
