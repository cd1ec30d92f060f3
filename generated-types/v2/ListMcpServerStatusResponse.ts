// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { McpServerStatus } from './McpServerStatus.js';

/** Result of `mcpServerStatus/list`. */
export type ListMcpServerStatusResponse = {
  data: McpServerStatus[];
  nextCursor: string | null;
};
