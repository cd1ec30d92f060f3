// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why an MCP server did not start. */
export type McpServerStartupFailureReason = "reauthenticationRequired";
