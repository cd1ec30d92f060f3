// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { StepStatus } from './StepStatus.js';

/** A step of the plan. */
export type PlanItemArg = {
  step: string;
  status: StepStatus;
};
