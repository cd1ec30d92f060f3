// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a call of an MCP tool. */
export type McpToolCallStatus = "inProgress" | "completed" | "failed";
