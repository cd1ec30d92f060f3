// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What kind of program began the conversation. */
export type SessionSource = "cli" | "vscode" | "exec" | "mcp" | "unknown";
