// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a command got. */
export type CommandExecutionStatus = "inProgress" | "completed" | "failed" | "declined";
