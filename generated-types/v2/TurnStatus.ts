// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a turn got. */
export type TurnStatus = "completed" | "interrupted" | "failed" | "inProgress";
