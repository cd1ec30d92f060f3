// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `getAuthStatus`. */
export type GetAuthStatusParams = {
  includeToken?: boolean | null | undefined;
  refreshToken?: boolean | null | undefined;
};
