// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { DynamicToolSpec } from './DynamicToolSpec.js';
import type { JsonValue } from './JsonValue.js';
import type { MultiAgentMode } from './MultiAgentMode.js';
import type { Personality } from './Personality.js';
import type { SandboxMode } from './SandboxMode.js';
import type { SelectedCapabilityRoot } from './SelectedCapabilityRoot.js';
import type { ThreadHistoryMode } from './ThreadHistoryMode.js';
import type { ThreadSource } from './ThreadSource.js';
import type { ThreadStartSource } from './ThreadStartSource.js';
import type { TurnEnvironmentParams } from './TurnEnvironmentParams.js';

/** Params of `thread/start`. */
export type ThreadStartParams = {
  allowProviderModelFallback?: boolean | null | undefined;
  serviceName?: string | null | undefined;
  personality?: Personality | null | undefined;
  multiAgentMode?: MultiAgentMode | null | undefined;
  ephemeral?: boolean | null | undefined;
  historyMode?: ThreadHistoryMode | null | undefined;
  sessionStartSource?: ThreadStartSource | null | undefined;
  threadSource?: ThreadSource | null | undefined;
  projectId?: string | null | undefined;
  daybreakEnabled?: boolean | null | undefined;
  environments?: TurnEnvironmentParams[] | null | undefined;
  dynamicTools?: DynamicToolSpec[] | null | undefined;
  selectedCapabilityRoots?: SelectedCapabilityRoot[] | null | undefined;
  mockExperimentalField?: string | null | undefined;
  experimentalRawEvents?: boolean | null | undefined;
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
