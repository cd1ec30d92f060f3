// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a goal got. */
export type ThreadGoalStatus = "active" | "paused" | "blocked" | "usageLimited" | "budgetLimited" | "complete";
