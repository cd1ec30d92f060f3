// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ActivePermissionProfile } from './ActivePermissionProfile.js';
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { CollaborationMode } from './CollaborationMode.js';
import type { MultiAgentMode } from './MultiAgentMode.js';
import type { Personality } from './Personality.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { SandboxPolicy } from './SandboxPolicy.js';
import type { ThreadEnvironment } from './ThreadEnvironment.js';

/** The settings that the next turn of a thread has. */
export type ThreadSettings = {
  disabledPluginIds: string[];
  cwd: AbsolutePathBuf;
  environments: ThreadEnvironment[] | null;
  approvalPolicy: AskForApproval;
  approvalsReviewer: ApprovalsReviewer;
  sandboxPolicy: SandboxPolicy;
  activePermissionProfile: ActivePermissionProfile | null;
  model: string;
  modelProvider: string;
  serviceTier: string | null;
  effort: ReasoningEffort | null;
  summary: ReasoningSummary | null;
  collaborationMode: CollaborationMode;
  multiAgentMode: MultiAgentMode;
  personality: Personality | null;
};
