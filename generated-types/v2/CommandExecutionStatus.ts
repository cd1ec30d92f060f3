// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a command. */
export type CommandExecutionStatus = "inProgress" | "completed" | "failed" | "declined";
