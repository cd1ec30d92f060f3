// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AskForApproval } from './AskForApproval.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { Verbosity } from './Verbosity.js';

/** A named set of settings; null means that the profile leaves it open. */
export type Profile = {
  model: string | null;
  modelProvider: string | null;
  approvalPolicy: AskForApproval | null;
  modelReasoningEffort: ReasoningEffort | null;
  modelReasoningSummary: ReasoningSummary | null;
  modelVerbosity: Verbosity | null;
  chatgptBaseUrl: string | null;
};
