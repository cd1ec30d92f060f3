// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `loginChatGptComplete`. */
export type LoginChatGptCompleteNotification = {
  loginId: string;
  success: boolean;
  error?: string | undefined;
};
