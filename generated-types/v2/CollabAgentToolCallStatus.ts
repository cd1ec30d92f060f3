// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a call of an agent tool. */
export type CollabAgentToolCallStatus = "inProgress" | "completed" | "failed" | "interrupted";
