// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far the start of an MCP server got. */
export type McpServerStartupState = "starting" | "ready" | "failed" | "cancelled";
