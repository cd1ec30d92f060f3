// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a call of an agent tool got. */
export type CollabAgentToolCallStatus = "inProgress" | "completed" | "failed" | "interrupted";
