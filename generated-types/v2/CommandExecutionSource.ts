// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Who started a command. */
export type CommandExecutionSource = "agent" | "userShell" | "unifiedExecStartup" | "unifiedExecInteraction";
