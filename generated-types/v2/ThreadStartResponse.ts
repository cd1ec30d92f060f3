// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ActivePermissionProfile } from './ActivePermissionProfile.js';
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { LegacyAppPathString } from './LegacyAppPathString.js';
import type { MultiAgentMode } from './MultiAgentMode.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { SandboxPolicy } from './SandboxPolicy.js';
import type { Thread } from './Thread.js';

/** Result of `thread/start`. */
export type ThreadStartResponse = {
  thread: Thread;
  model: string;
  modelProvider: string;
  serviceTier: string | null;
  disabledPluginIds: string[];
  cwd: AbsolutePathBuf;
  runtimeWorkspaceRoots: AbsolutePathBuf[];
  instructionSources: LegacyAppPathString[];
  approvalPolicy: AskForApproval;
  approvalsReviewer: ApprovalsReviewer;
  sandbox: SandboxPolicy;
  activePermissionProfile: ActivePermissionProfile | null;
  reasoningEffort: ReasoningEffort | null;
  multiAgentMode: MultiAgentMode;
};
