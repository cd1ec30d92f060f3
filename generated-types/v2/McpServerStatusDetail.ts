// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much a status row contains. */
export type McpServerStatusDetail = "full" | "toolsAndAuthOnly";
