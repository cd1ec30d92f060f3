// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { AdditionalContextEntry } from './AdditionalContextEntry.js';
import type { ApprovalsReviewer } from './ApprovalsReviewer.js';
import type { AskForApproval } from './AskForApproval.js';
import type { CollaborationMode } from './CollaborationMode.js';
import type { CyberAccessProgram } from './CyberAccessProgram.js';
import type { JsonValue } from './JsonValue.js';
import type { MultiAgentMode } from './MultiAgentMode.js';
import type { Personality } from './Personality.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningSummary } from './ReasoningSummary.js';
import type { SandboxPolicy } from './SandboxPolicy.js';
import type { TurnEnvironmentParams } from './TurnEnvironmentParams.js';
import type { TurnToolOutput } from './TurnToolOutput.js';
import type { UserInput } from './UserInput.js';

/** Params of `turn/start`. */
export type TurnStartParams = {
  threadId: string;
  disabledPluginIds?: string[] | null | undefined;
  clientUserMessageId?: string | null | undefined;
  input: UserInput[];
  turnTrigger?: string | null | undefined;
  parentTurnId?: string | null | undefined;
  rootTurnId?: string | null | undefined;
  toolOutput?: TurnToolOutput | null | undefined;
  responsesapiClientMetadata?: {
    [key: string]: string;
  } | null | undefined;
  responsesapiClientMetadataPatch?: {
    [key: string]: string;
  } | null | undefined;
  additionalContext?: {
    [key: string]: AdditionalContextEntry;
  } | null | undefined;
  environments?: TurnEnvironmentParams[] | null | undefined;
  cwd?: string | null | undefined;
  runtimeWorkspaceRoots?: AbsolutePathBuf[] | null | undefined;
  approvalPolicy?: AskForApproval | "on-failure" | null | undefined;
  approvalsReviewer?: ApprovalsReviewer | null | undefined;
  sandboxPolicy?: SandboxPolicy | null | undefined;
  permissions?: string | null | undefined;
  model?: string | null | undefined;
  serviceTier?: string | null | undefined;
  serviceTierForTurn?: string | null | undefined;
  effort?: ReasoningEffort | null | undefined;
  summary?: ReasoningSummary | null | undefined;
  personality?: Personality | null | undefined;
  outputSchema?: JsonValue | null | undefined;
  collaborationMode?: CollaborationMode | null | undefined;
  multiAgentMode?: MultiAgentMode | null | undefined;
  cyberAccessProgram?: CyberAccessProgram | null | undefined;
  /** A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect. */
  idempotencyKey?: string | null | undefined;
};
