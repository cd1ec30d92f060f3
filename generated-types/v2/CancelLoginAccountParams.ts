// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `account/login/cancel`. */
export type CancelLoginAccountParams = {
  loginId: string;
};
