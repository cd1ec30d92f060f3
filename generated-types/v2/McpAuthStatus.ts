// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether an MCP server is signed in to. */
export type McpAuthStatus = "unknown" | "unsupported" | "notLoggedIn" | "bearerToken" | "oAuth";
