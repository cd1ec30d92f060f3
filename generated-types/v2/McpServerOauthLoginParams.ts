// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { McpServerOauthClientRegistration } from './McpServerOauthClientRegistration.js';

/** Params of `mcpServer/oauth/login`. */
export type McpServerOauthLoginParams = {
  name: string;
  environmentId?: string | null | undefined;
  threadId?: string | null | undefined;
  clientRegistration?: McpServerOauthClientRegistration | null | undefined;
  scopes?: string[] | null | undefined;
  timeoutSecs?: number | null | undefined;
};
