// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `config/mcpServer/reload`. */
export type McpServerRefreshResponse = Record<string, never>;
