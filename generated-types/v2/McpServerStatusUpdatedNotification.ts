// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { McpServerStartupFailureReason } from './McpServerStartupFailureReason.js';
import type { McpServerStartupState } from './McpServerStartupState.js';

/** Params of `mcpServer/startupStatus/updated`. */
export type McpServerStatusUpdatedNotification = {
  threadId: string | null;
  name: string;
  environmentId: string | null;
  status: McpServerStartupState;
  error: string | null;
  failureReason: McpServerStartupFailureReason | null;
};
