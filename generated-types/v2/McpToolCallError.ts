// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why a tool of an MCP server gave no result. */
export type McpToolCallError = {
  message: string;
};
