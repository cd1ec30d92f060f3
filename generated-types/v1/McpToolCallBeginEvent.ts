// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { McpInvocation } from './McpInvocation.js';

/** A tool of an MCP server is called. */
export type McpToolCallBeginEvent = {
  call_id: string;
  invocation: McpInvocation;
};
