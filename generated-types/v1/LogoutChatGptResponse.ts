// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `logoutChatGpt`. */
export type LogoutChatGptResponse = Record<string, never>;
