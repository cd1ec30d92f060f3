// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No MCP server of this name is configured. */
export type McpServerNotFoundData = {
  code: "mcp_server_not_found";
  name: string;
};
