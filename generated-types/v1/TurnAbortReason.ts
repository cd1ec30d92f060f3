// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why a turn was cut short. */
export type TurnAbortReason = "interrupted" | "replaced" | "review_ended";
