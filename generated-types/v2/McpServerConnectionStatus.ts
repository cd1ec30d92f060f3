// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether an MCP server runs. */
export type McpServerConnectionStatus = "notStarted" | "starting" | "connected" | "authenticationRequired" | "failed" | "cancelled" | "disabled";
