// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { JsonValue } from './JsonValue.js';
import type { Personality } from './Personality.js';
import type { SandboxMode } from './SandboxMode.js';
import type { ThreadResumeInitialTurnsPageParams } from './ThreadResumeInitialTurnsPageParams.js';

/** Params of `thread/resume`. */
export type ThreadResumeParams = {
  threadId: string;
  history?: JsonValue[] | null | undefined;
  path?: string | null | undefined;
  personality?: Personality | null | undefined;
  excludeTurns?: boolean | null | undefined;
  initialTurnsPage?: ThreadResumeInitialTurnsPageParams | null | undefined;
  model?: string | null | undefined;
  modelProvider?: string | null | undefined;
  serviceTier?: string | null | undefined;
  cwd?: string | null | undefined;
  runtimeWorkspaceRoots?: AbsolutePathBuf[] | null | undefined;
  approvalPolicy?: AskForApproval | "on-failure" | null | undefined;
  approvalsReviewer?: ApprovalsReviewer | null | undefined;
  sandbox?: SandboxMode | null | undefined;
  permissions?: string | null | undefined;
  config?: {
    [key: string]: JsonValue;
  } | null | undefined;
  baseInstructions?: string | null | undefined;
  developerInstructions?: string | null | undefined;
};
