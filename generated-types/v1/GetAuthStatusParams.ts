// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `getAuthStatus`. */
export type GetAuthStatusParams = {
  /** Returns the secret as well. */
  includeToken?: boolean | null | undefined;
  /** Renews the token first; when that fails, the old one is returned. */
  refreshToken?: boolean | null | undefined;
};
