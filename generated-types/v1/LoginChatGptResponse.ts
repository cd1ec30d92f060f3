// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `loginChatGpt`. */
export type LoginChatGptResponse = {
  loginId: string;
  /** The page that the client opens in a browser. */
  authUrl: string;
};
