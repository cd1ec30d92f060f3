// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a step of the plan is. */
export type StepStatus = "pending" | "in_progress" | "completed";
