// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What needs the approval: a command of the model, one of the user, or input for a command that runs. */
export type CommandExecutionApprovalKind = "command" | "humanCommand" | "writeStdin";
