// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { McpServerStatusDetail } from './McpServerStatusDetail.js';

/** Params of `mcpServerStatus/list`. */
export type ListMcpServerStatusParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  detail?: McpServerStatusDetail | null | undefined;
  threadId?: string | null | undefined;
  serverName?: string | null | undefined;
  environmentId?: string | null | undefined;
};
