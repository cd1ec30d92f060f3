// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CallToolResult } from './CallToolResult.js';
import type { ConversationId } from './ConversationId.js';
import type { CustomPrompt } from './CustomPrompt.js';
import type { Duration } from './Duration.js';
import type { ExecOutputStream } from './ExecOutputStream.js';
import type { FileChange } from './FileChange.js';
import type { HistoryEntry } from './HistoryEntry.js';
import type { InputMessageKind } from './InputMessageKind.js';
import type { McpInvocation } from './McpInvocation.js';
import type { ParsedCommand } from './ParsedCommand.js';
import type { PlanItemArg } from './PlanItemArg.js';
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReviewOutputEvent } from './ReviewOutputEvent.js';
import type { TokenUsageInfo } from './TokenUsageInfo.js';
import type { Tool } from './Tool.js';
import type { TurnAbortReason } from './TurnAbortReason.js';

/** Everything that can happen in a conversation. */
export type EventMsg = {
  type: "error";
  message: string;
} | {
  type: "task_started";
  /** Tokens that fit; null when the model is not known. */
  model_context_window: number | null;
} | {
  type: "task_complete";
  last_agent_message: string | null;
} | {
  type: "user_message";
  /** All text parts, joined without a separator. */
  message: string;
  /** Left out when there is no text. */
  kind?: InputMessageKind | undefined;
  /** Data URLs or addresses. */
  images?: string[] | undefined;
} | {
  type: "agent_message";
  message: string;
} | {
  type: "agent_reasoning";
  text: string;
} | {
  type: "agent_reasoning_raw_content";
  text: string;
} | {
  type: "token_count";
  /** Null before the first answer of the model. */
  info: TokenUsageInfo | null;
  rate_limits: RateLimitSnapshot | null;
} | {
  type: "entered_review_mode";
  prompt: string;
  /** What is reviewed, in short. */
  user_facing_hint: string;
} | {
  type: "exited_review_mode";
  /** Null when it was cut short. */
  review_output: ReviewOutputEvent | null;
} | {
  type: "turn_aborted";
  reason: TurnAbortReason;
} | {
  type: "agent_message_delta";
  delta: string;
} | {
  type: "agent_reasoning_delta";
  delta: string;
} | {
  type: "agent_reasoning_raw_content_delta";
  delta: string;
} | {
  type: "agent_reasoning_section_break";
} | {
  type: "session_configured";
  /** The id of the conversation. */
  session_id: ConversationId;
  model: string;
  reasoning_effort?: ReasoningEffort | undefined;
  /** Identifies the history file; 0 when there is none. */
  history_log_id: number;
  history_entry_count: number;
  /** The history of a resumed conversation. */
  initial_messages?: EventMsg[] | undefined;
  rollout_path: string;
} | {
  type: "mcp_tool_call_begin";
  call_id: string;
  invocation: McpInvocation;
} | {
  type: "mcp_tool_call_end";
  call_id: string;
  invocation: McpInvocation;
  duration: Duration;
  result: {
    Ok: CallToolResult;
  } | {
    Err: string;
  };
} | {
  type: "web_search_begin";
  /** The same in every event and approval of this call. */
  call_id: string;
} | {
  type: "web_search_end";
  /** The same in every event and approval of this call. */
  call_id: string;
  query: string;
} | {
  type: "exec_command_begin";
  /** The same in every event and approval of this call. */
  call_id: string;
  /** The program and its arguments. */
  command: string[];
  cwd: string;
  parsed_cmd: ParsedCommand[];
} | {
  type: "exec_command_output_delta";
  /** The same in every event and approval of this call. */
  call_id: string;
  stream: ExecOutputStream;
  /** Bytes in base64; a chunk may end inside a character. */
  chunk: string;
} | {
  type: "exec_command_end";
  /** The same in every event and approval of this call. */
  call_id: string;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they arrived. */
  aggregated_output: string;
  exit_code: number;
  duration: Duration;
  /** The text that the model reads, shortened where it is long. */
  formatted_output: string;
} | {
  type: "view_image_tool_call";
  /** The same in every event and approval of this call. */
  call_id: string;
  path: string;
} | {
  type: "exec_approval_request";
  /** The same in every event and approval of this call. */
  call_id: string;
  command: string[];
  cwd: string;
  /** The reason of the model, or the reason for a second approval. */
  reason?: string | undefined;
} | {
  type: "apply_patch_approval_request";
  call_id: string;
  /** By absolute path. */
  changes: {
    [key: string]: FileChange;
  };
  reason?: string | undefined;
  /** A folder that may be written for the rest of the session. */
  grant_root?: string | undefined;
} | {
  type: "background_event";
  message: string;
} | {
  type: "stream_error";
  message: string;
} | {
  type: "patch_apply_begin";
  call_id: string;
  /** No approval was needed. */
  auto_approved: boolean;
  /** By absolute path. */
  changes: {
    [key: string]: FileChange;
  };
} | {
  type: "patch_apply_end";
  call_id: string;
  stdout: string;
  stderr: string;
  success: boolean;
} | {
  type: "turn_diff";
  unified_diff: string;
} | {
  type: "get_history_entry_response";
  offset: number;
  log_id: number;
  entry?: HistoryEntry | undefined;
} | {
  type: "mcp_list_tools_response";
  tools: {
    [key: string]: Tool;
  };
} | {
  type: "list_custom_prompts_response";
  custom_prompts: CustomPrompt[];
} | {
  type: "plan_update";
  explanation: string | null;
  plan: PlanItemArg[];
} | {
  type: "shutdown_complete";
} | {
  type: "conversation_path";
  conversation_id: ConversationId;
  path: string;
};
