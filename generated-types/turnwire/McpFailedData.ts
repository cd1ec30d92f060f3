// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The MCP server refused, or could not be reached. */
export type McpFailedData = {
  code: "mcp_failed";
  name: string;
  reason: string;
};
