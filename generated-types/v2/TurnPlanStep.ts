// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TurnPlanStepStatus } from './TurnPlanStepStatus.js';

/** One step of the plan of the model. */
export type TurnPlanStep = {
  step: string;
  status: TurnPlanStepStatus;
};
