// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { AgentMessageDelivery } from './AgentMessageDelivery.js';
import type { AgentMessageModeration } from './AgentMessageModeration.js';
import type { AsyncUserInputQuestion } from './AsyncUserInputQuestion.js';
import type { CollabAgentState } from './CollabAgentState.js';
import type { CollabAgentTool } from './CollabAgentTool.js';
import type { CollabAgentToolCallStatus } from './CollabAgentToolCallStatus.js';
import type { CommandAction } from './CommandAction.js';
import type { CommandExecutionSource } from './CommandExecutionSource.js';
import type { CommandExecutionStatus } from './CommandExecutionStatus.js';
import type { DynamicToolCallOutputContentItem } from './DynamicToolCallOutputContentItem.js';
import type { DynamicToolCallStatus } from './DynamicToolCallStatus.js';
import type { FileUpdateChange } from './FileUpdateChange.js';
import type { FunctionCallOutputBody } from './FunctionCallOutputBody.js';
import type { HookPromptFragment } from './HookPromptFragment.js';
import type { ImageGenerationFailure } from './ImageGenerationFailure.js';
import type { ImageGenerationInputImage } from './ImageGenerationInputImage.js';
import type { JsonValue } from './JsonValue.js';
import type { LegacyAppPathString } from './LegacyAppPathString.js';
import type { McpAppUi } from './McpAppUi.js';
import type { McpToolCallAppContext } from './McpToolCallAppContext.js';
import type { McpToolCallError } from './McpToolCallError.js';
import type { McpToolCallResult } from './McpToolCallResult.js';
import type { McpToolCallStatus } from './McpToolCallStatus.js';
import type { MemoryCitation } from './MemoryCitation.js';
import type { MessagePhase } from './MessagePhase.js';
import type { PatchApplyStatus } from './PatchApplyStatus.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { SubAgentActivityKind } from './SubAgentActivityKind.js';
import type { UserInput } from './UserInput.js';
import type { WebSearchAction } from './WebSearchAction.js';

/** One visible step of a turn. What is recorded is what was sent. */
export type ThreadItem = {
  type: "userMessage";
  id: string;
  clientId: string | null;
  content: UserInput[];
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "hookPrompt";
  id: string;
  fragments: HookPromptFragment[];
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "agentMessage";
  moderation: AgentMessageModeration | null;
  id: string;
  text: string;
  phase: MessagePhase | null;
  memoryCitation: MemoryCitation | null;
  delivery: AgentMessageDelivery | null;
  questions: AsyncUserInputQuestion[] | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "functionCallOutput";
  id: string;
  name: string;
  namespace: string | null;
  output: FunctionCallOutputBody;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "plan";
  id: string;
  text: string;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "reasoning";
  id: string;
  summary: string[];
  content: string[];
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "commandExecution";
  id: string;
  pluginId: string | null;
  scriptPath: string | null;
  command: string;
  cwd: LegacyAppPathString;
  processId: string | null;
  source: CommandExecutionSource;
  status: CommandExecutionStatus;
  commandActions: CommandAction[];
  aggregatedOutput: string | null;
  exitCode: number | null;
  durationMs: number | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "fileChange";
  id: string;
  changes: FileUpdateChange[];
  status: PatchApplyStatus;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "mcpToolCall";
  id: string;
  server: string;
  environmentId: string | null;
  tool: string;
  status: McpToolCallStatus;
  arguments: JsonValue;
  appContext: McpToolCallAppContext | null;
  mcpAppResourceUri?: string | undefined;
  mcpAppUi: McpAppUi | null;
  pluginId: string | null;
  readOnlyHint: boolean | null;
  result: McpToolCallResult | null;
  error: McpToolCallError | null;
  durationMs: number | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "dynamicToolCall";
  id: string;
  namespace: string | null;
  tool: string;
  arguments: JsonValue;
  status: DynamicToolCallStatus;
  contentItems: DynamicToolCallOutputContentItem[] | null;
  success: boolean | null;
  durationMs: number | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "collabAgentToolCall";
  id: string;
  tool: CollabAgentTool;
  status: CollabAgentToolCallStatus;
  senderThreadId: string;
  receiverThreadIds: string[];
  prompt: string | null;
  model: string | null;
  reasoningEffort: ReasoningEffort | null;
  agentsStates: {
    [key: string]: CollabAgentState;
  };
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "subAgentActivity";
  model: string | null;
  reasoningEffort: ReasoningEffort | null;
  id: string;
  kind: SubAgentActivityKind;
  agentThreadId: string;
  agentPath: string;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "webSearch";
  id: string;
  query: string;
  action: WebSearchAction | null;
  results: JsonValue[] | null;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "imageView";
  id: string;
  path: LegacyAppPathString;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "sleep";
  id: string;
  durationMs: number;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "imageGeneration";
  id: string;
  status: string;
  revisedPrompt: string | null;
  transparentBackground?: boolean | undefined;
  failure: ImageGenerationFailure | null;
  savedPath?: AbsolutePathBuf | undefined;
  inputImages?: ImageGenerationInputImage[] | undefined;
  generationId: string | null;
  result: string;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "enteredReviewMode";
  id: string;
  review: string;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "exitedReviewMode";
  id: string;
  review: string;
  startedAtMs: number | null;
  completedAtMs: number | null;
} | {
  type: "contextCompaction";
  id: string;
  startedAtMs: number | null;
  completedAtMs: number | null;
};
