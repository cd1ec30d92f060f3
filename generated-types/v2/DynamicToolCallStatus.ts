// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a call of a client tool. */
export type DynamicToolCallStatus = "inProgress" | "completed" | "failed";
