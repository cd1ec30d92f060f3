// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How large an app is shown. */
export type McpAppDisplayMode = "inline" | "fullscreen";
