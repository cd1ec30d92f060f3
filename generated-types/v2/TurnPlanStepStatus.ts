// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a step of the plan. */
export type TurnPlanStepStatus = "pending" | "inProgress" | "completed";
