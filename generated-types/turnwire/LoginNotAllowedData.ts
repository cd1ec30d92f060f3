// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The configuration does not allow this way to sign in, or this account. */
export type LoginNotAllowedData = {
  code: "login_not_allowed";
  method: "apikey" | "chatgpt";
  reason: string;
};
