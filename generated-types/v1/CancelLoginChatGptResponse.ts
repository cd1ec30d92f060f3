// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `cancelLoginChatGpt`. */
export type CancelLoginChatGptResponse = Record<string, never>;
