import * as z from 'zod';
import { type FieldsOf, type Flat, type Infer, type Named, named, oneOf, open } from '../schema.js';
import * as exec from './exec-events.js';
import { ConversationId } from './ids.js';
import * as mcp from './mcp-events.js';
import * as message from './message-events.js';
import * as patch from './patch-events.js';
import { ReasoningEffort } from './policies.js';
import * as review from './review-events.js';
import * as session from './session-events.js';
import * as turn from './turn-events.js';

/** Written by hand because the type is recursive: `initial_messages` are events. */
export interface SessionConfiguredEvent {
  session_id: string;
  model: string;
  reasoning_effort?: ReasoningEffort | undefined;
  history_log_id: number;
  history_entry_count: number;
  initial_messages?: EventMsg[] | undefined;
  rollout_path: string;
}

export const SessionConfiguredEvent: Named<z.ZodType<SessionConfiguredEvent>> = named(
  'SessionConfiguredEvent',
  'A session is ready. The app-server sends the notification `sessionConfigured` instead.',
  () =>
    open({
      session_id: ConversationId().describe('The id of the conversation.'),
      model: z.string(),
      reasoning_effort: ReasoningEffort().optional(),
      history_log_id: z.int().describe('Identifies the history file; 0 when there is none.'),
      history_entry_count: z.int(),
      initial_messages: z
        .array(z.lazy(() => EventMsg()))
        .optional()
        .describe('The history of a resumed conversation.'),
      rollout_path: z.string(),
    }),
);

/** The events that a rollout stores: the schema of each, without `type`. */
export const persistedPayloads = {
  user_message: message.UserMessageEvent,
  agent_message: message.AgentMessageEvent,
  agent_reasoning: message.AgentReasoningEvent,
  agent_reasoning_raw_content: message.AgentReasoningRawContentEvent,
  token_count: turn.TokenCountEvent,
  entered_review_mode: review.ReviewRequest,
  exited_review_mode: review.ExitedReviewModeEvent,
  turn_aborted: turn.TurnAbortedEvent,
};

/** Every event. `null`: it has no fields beside its `type`. */
export const eventPayloads = {
  error: turn.ErrorEvent,
  task_started: turn.TaskStartedEvent,
  task_complete: turn.TaskCompleteEvent,
  ...persistedPayloads,
  agent_message_delta: message.AgentMessageDeltaEvent,
  agent_reasoning_delta: message.AgentReasoningDeltaEvent,
  agent_reasoning_raw_content_delta: message.AgentReasoningRawContentDeltaEvent,
  agent_reasoning_section_break: message.AgentReasoningSectionBreakEvent,
  session_configured: SessionConfiguredEvent,
  mcp_tool_call_begin: mcp.McpToolCallBeginEvent,
  mcp_tool_call_end: mcp.McpToolCallEndEvent,
  web_search_begin: exec.WebSearchBeginEvent,
  web_search_end: exec.WebSearchEndEvent,
  exec_command_begin: exec.ExecCommandBeginEvent,
  exec_command_output_delta: exec.ExecCommandOutputDeltaEvent,
  exec_command_end: exec.ExecCommandEndEvent,
  view_image_tool_call: exec.ViewImageToolCallEvent,
  exec_approval_request: exec.ExecApprovalRequestEvent,
  apply_patch_approval_request: patch.ApplyPatchApprovalRequestEvent,
  background_event: turn.BackgroundEventEvent,
  stream_error: turn.StreamErrorEvent,
  patch_apply_begin: patch.PatchApplyBeginEvent,
  patch_apply_end: patch.PatchApplyEndEvent,
  turn_diff: turn.TurnDiffEvent,
  get_history_entry_response: session.GetHistoryEntryResponseEvent,
  mcp_list_tools_response: mcp.McpListToolsResponseEvent,
  list_custom_prompts_response: session.ListCustomPromptsResponseEvent,
  plan_update: turn.UpdatePlanArgs,
  shutdown_complete: null,
  conversation_path: session.ConversationPathResponseEvent,
};

type Payloads = Readonly<Record<string, Named | null>>;
/** An event on the wire is its payload with `type` beside the fields. */
type EventsOf<P extends Payloads> = {
  [T in keyof P]: Flat<{ type: T } & (P[T] extends Named ? FieldsOf<Infer<P[T]>> : object)>;
}[keyof P];

const eventsOf = <P extends Payloads>(payloads: P) =>
  oneOf<EventsOf<P>>(
    'type',
    Object.entries(payloads).map(([type, payload]) =>
      open({
        type: z.literal(type),
        ...(payload === null ? {} : (payload() as z.ZodType as z.ZodObject).shape),
      }),
    ),
  );

export type PersistedEvent = EventsOf<typeof persistedPayloads>;
export const PersistedEvent: Named<z.ZodType<PersistedEvent>> = named(
  'PersistedEvent',
  'An event that is written to the rollout, as `event_msg`.',
  () => eventsOf(persistedPayloads),
);

export type EventMsg = EventsOf<typeof eventPayloads>;
export const EventMsg: Named<z.ZodType<EventMsg>> = named(
  'EventMsg',
  'Everything that can happen in a conversation.',
  () => eventsOf(eventPayloads),
);

export type EventType = EventMsg['type'];
/** The kinds that a rollout stores. */
export type PersistedEventType = PersistedEvent['type'];
/** The event of one kind: `EventOf<'task_started'>`. */
export type EventOf<T extends EventType> = Extract<EventMsg, { type: T }>;
