// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CallToolResult } from './CallToolResult.js';
import type { Duration } from './Duration.js';
import type { McpInvocation } from './McpInvocation.js';

/** The tool has answered, or could not be called. */
export type McpToolCallEndEvent = {
  call_id: string;
  invocation: McpInvocation;
  duration: Duration;
  result: {
    Ok: CallToolResult;
  } | {
    Err: string;
  };
};
