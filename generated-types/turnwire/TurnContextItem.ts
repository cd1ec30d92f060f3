// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AskForApproval } from '../v1/AskForApproval.js';
import type { ReasoningEffort } from '../v1/ReasoningEffort.js';
import type { ReasoningSummary } from '../v1/ReasoningSummary.js';
import type { SandboxPolicy } from '../v1/SandboxPolicy.js';

/** The settings under which a request was made to the model. */
export type TurnContextItem = {
  cwd: string;
  approval_policy: AskForApproval;
  sandbox_policy: SandboxPolicy;
  /** The rights in the form of 0.171. `sandbox_policy` cannot express them, and names fewer rights. */
  permission_profile?: unknown | undefined;
  model: string;
  effort?: ReasoningEffort | undefined;
  summary: ReasoningSummary;
};
