// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of the start of an MCP server. */
export type McpServerStartupState = "starting" | "ready" | "failed" | "cancelled";
