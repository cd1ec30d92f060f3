// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AskForApproval } from './AskForApproval.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { Verbosity } from './Verbosity.js';

/** A named set of settings. Null: the profile does not set the value. */
export type Profile = {
  model: string | null;
  modelProvider: string | null;
  approvalPolicy: AskForApproval | null;
  modelReasoningEffort: ReasoningEffort | null;
  modelReasoningSummary: ReasoningSummary | null;
  modelVerbosity: Verbosity | null;
  chatgptBaseUrl: string | null;
};
