// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a call of a client tool got. */
export type DynamicToolCallStatus = "inProgress" | "completed" | "failed";
