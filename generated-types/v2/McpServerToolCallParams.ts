// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `mcpServer/tool/call`. */
export type McpServerToolCallParams = {
  threadId: string;
  server: string;
  environmentId?: string | null | undefined;
  tool: string;
  arguments?: JsonValue | null | undefined;
  _meta?: JsonValue | null | undefined;
};
