// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TurnPlanStep } from './TurnPlanStep.js';

/** Params of `turn/plan/updated`. */
export type TurnPlanUpdatedNotification = {
  threadId: string;
  turnId: string;
  explanation: string | null;
  plan: TurnPlanStep[];
};
