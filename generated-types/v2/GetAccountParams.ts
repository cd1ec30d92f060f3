// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `account/read`. */
export type GetAccountParams = {
  refreshToken?: boolean | null | undefined;
};
