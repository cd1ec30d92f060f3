// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `getUserAgent`. */
export type GetUserAgentResponse = {
  userAgent: string;
};
