// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `getAuthStatus`. */
export type GetAuthStatusParams = {
  /** Has the secret told as well. */
  includeToken?: boolean | null | undefined;
  /** Has the token renewed first; when that fails the old one is told. */
  refreshToken?: boolean | null | undefined;
};
