// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { JsonValue } from './JsonValue.js';
import type { SandboxMode } from './SandboxMode.js';
import type { ThreadSource } from './ThreadSource.js';

/** Params of `thread/fork`. */
export type ThreadForkParams = {
  threadId: string;
  experimentalPredictionMode?: boolean | null | undefined;
  experimentalDisablePredictionMcp?: boolean | null | undefined;
  lastTurnId?: string | null | undefined;
  beforeTurnId?: string | null | undefined;
  path?: string | null | undefined;
  ephemeral?: boolean | null | undefined;
  attachToSource?: boolean | null | undefined;
  threadSource?: ThreadSource | null | undefined;
  excludeTurns?: boolean | null | undefined;
  deferGoalContinuation?: boolean | null | undefined;
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
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
