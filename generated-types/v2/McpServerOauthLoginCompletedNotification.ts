// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `mcpServer/oauthLogin/completed`. */
export type McpServerOauthLoginCompletedNotification = {
  name: string;
  threadId: string | null;
  loginId: string | null;
  success: boolean;
  error?: string | undefined;
};
