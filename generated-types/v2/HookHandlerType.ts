// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a hook runs. */
export type HookHandlerType = "command" | "mcpTool" | "prompt" | "agent";
