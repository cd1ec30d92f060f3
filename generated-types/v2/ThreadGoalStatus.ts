// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a goal. */
export type ThreadGoalStatus = "active" | "paused" | "blocked" | "usageLimited" | "budgetLimited" | "complete";
