// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `mcpServer/oauth/login`. */
export type McpServerOauthLoginResponse = {
  authorizationUrl: string;
  loginId?: string | undefined;
};
