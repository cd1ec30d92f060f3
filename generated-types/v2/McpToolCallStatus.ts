// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a call of an MCP tool got. */
export type McpToolCallStatus = "inProgress" | "completed" | "failed";
