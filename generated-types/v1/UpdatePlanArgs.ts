// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { PlanItemArg } from './PlanItemArg.js';

/** The plan of the model, complete each time. */
export type UpdatePlanArgs = {
  explanation: string | null;
  plan: PlanItemArg[];
};
