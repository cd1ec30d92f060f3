// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `userInfo`. */
export type UserInfoResponse = {
  /** Read from `auth.json` and not verified. */
  allegedUserEmail: string | null;
};
