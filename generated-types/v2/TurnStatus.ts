// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a turn. */
export type TurnStatus = "completed" | "interrupted" | "failed" | "inProgress";
