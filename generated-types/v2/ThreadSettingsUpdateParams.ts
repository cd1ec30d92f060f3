// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { CollaborationMode } from './CollaborationMode.js';
import type { MultiAgentMode } from './MultiAgentMode.js';
import type { Personality } from './Personality.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { SandboxPolicy } from './SandboxPolicy.js';
import type { TurnEnvironmentParams } from './TurnEnvironmentParams.js';

/** Params of `thread/settings/update`. */
export type ThreadSettingsUpdateParams = {
  threadId: string;
  disabledPluginIds?: string[] | null | undefined;
  cwd?: string | null | undefined;
  environments?: TurnEnvironmentParams[] | null | undefined;
  approvalPolicy?: AskForApproval | "on-failure" | null | undefined;
  approvalsReviewer?: ApprovalsReviewer | null | undefined;
  sandboxPolicy?: SandboxPolicy | null | undefined;
  permissions?: string | null | undefined;
  model?: string | null | undefined;
  serviceTier?: string | null | undefined;
  effort?: ReasoningEffort | null | undefined;
  summary?: ReasoningSummary | null | undefined;
  collaborationMode?: CollaborationMode | null | undefined;
  multiAgentMode?: MultiAgentMode | null | undefined;
  personality?: Personality | null | undefined;
};
