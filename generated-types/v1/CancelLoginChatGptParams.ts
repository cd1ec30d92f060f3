// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `cancelLoginChatGpt`. */
export type CancelLoginChatGptParams = {
  loginId: string;
};
