// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a step of the plan got. */
export type TurnPlanStepStatus = "pending" | "inProgress" | "completed";
