import { z } from 'zod';
import { type Infer, type Named, named, open } from '../define.js';
import * as exec from './exec-events.js';
import { ConversationId } from './ids.js';
import * as mcp from './mcp-events.js';
import * as message from './message-events.js';
import * as patch from './patch-events.js';
import { ReasoningEffort } from './policies.js';
import * as review from './review-events.js';
import * as session from './session-events.js';
import * as turn from './turn-events.js';

/** An event on the wire is its payload with `type` beside the fields. */
const variant = <T extends string, S extends z.ZodRawShape>(type: T, payload: Named<z.ZodObject<S>>) =>
  open({ type: z.literal(type), ...payload().shape });

const persistedVariants = () =>
  [
    variant('user_message', message.UserMessageEvent),
    variant('agent_message', message.AgentMessageEvent),
    variant('agent_reasoning', message.AgentReasoningEvent),
    variant('agent_reasoning_raw_content', message.AgentReasoningRawContentEvent),
    variant('token_count', turn.TokenCountEvent),
    variant('entered_review_mode', review.ReviewRequest),
    variant('exited_review_mode', review.ExitedReviewModeEvent),
    variant('turn_aborted', turn.TurnAbortedEvent),
  ] as const;

export const PersistedEvent = named('PersistedEvent', 'An event that is written to the rollout, as `event_msg`.', () =>
  z.discriminatedUnion('type', persistedVariants()),
);
export type PersistedEvent = Infer<typeof PersistedEvent>;

const liveVariants = () =>
  [
    variant('error', turn.ErrorEvent),
    variant('task_started', turn.TaskStartedEvent),
    variant('task_complete', turn.TaskCompleteEvent),
    variant('agent_message_delta', message.AgentMessageDeltaEvent),
    variant('agent_reasoning_delta', message.AgentReasoningDeltaEvent),
    variant('agent_reasoning_raw_content_delta', message.AgentReasoningRawContentDeltaEvent),
    variant('agent_reasoning_section_break', message.AgentReasoningSectionBreakEvent),
    variant('mcp_tool_call_begin', mcp.McpToolCallBeginEvent),
    variant('mcp_tool_call_end', mcp.McpToolCallEndEvent),
    variant('web_search_begin', exec.WebSearchBeginEvent),
    variant('web_search_end', exec.WebSearchEndEvent),
    variant('exec_command_begin', exec.ExecCommandBeginEvent),
    variant('exec_command_output_delta', exec.ExecCommandOutputDeltaEvent),
    variant('exec_command_end', exec.ExecCommandEndEvent),
    variant('view_image_tool_call', exec.ViewImageToolCallEvent),
    variant('exec_approval_request', exec.ExecApprovalRequestEvent),
    variant('apply_patch_approval_request', patch.ApplyPatchApprovalRequestEvent),
    variant('background_event', turn.BackgroundEventEvent),
    variant('stream_error', turn.StreamErrorEvent),
    variant('patch_apply_begin', patch.PatchApplyBeginEvent),
    variant('patch_apply_end', patch.PatchApplyEndEvent),
    variant('turn_diff', turn.TurnDiffEvent),
    variant('plan_update', turn.UpdatePlanArgs),
    open({ type: z.literal('shutdown_complete') }),
    variant('get_history_entry_response', session.GetHistoryEntryResponseEvent),
    variant('mcp_list_tools_response', mcp.McpListToolsResponseEvent),
    variant('list_custom_prompts_response', session.ListCustomPromptsResponseEvent),
    variant('conversation_path', session.ConversationPathResponseEvent),
  ] as const;

type Live = z.infer<ReturnType<typeof liveVariants>[number]>;

/** Written out because it contains itself: `initial_messages` are events. */
export interface SessionConfiguredEvent {
  session_id: string;
  model: string;
  reasoning_effort?: ReasoningEffort | undefined;
  history_log_id: number;
  history_entry_count: number;
  initial_messages?: EventMsg[] | undefined;
  rollout_path: string;
}

export type EventMsg = PersistedEvent | Live | (SessionConfiguredEvent & { type: 'session_configured' });

const sessionConfigured = () => ({
  session_id: ConversationId().describe('The id of the conversation.'),
  model: z.string(),
  reasoning_effort: ReasoningEffort().optional(),
  history_log_id: z.int().describe('Tells one history file from another; 0 when there is none.'),
  history_entry_count: z.int(),
  initial_messages: z
    .array(z.lazy(() => EventMsg()))
    .optional()
    .describe('The past of a resumed conversation.'),
  rollout_path: z.string(),
});

export const SessionConfiguredEvent: Named<z.ZodType<SessionConfiguredEvent>> = named(
  'SessionConfiguredEvent',
  'A session is ready. The app-server sends the notification `sessionConfigured` instead.',
  () => open(sessionConfigured()),
);

export const EventMsg: Named<z.ZodType<EventMsg>> = named(
  'EventMsg',
  'Everything that can happen in a conversation.',
  () =>
    z.discriminatedUnion('type', [
      ...persistedVariants(),
      ...liveVariants(),
      open({ type: z.literal('session_configured'), ...sessionConfigured() }),
    ]),
);

/** The kinds that a rollout keeps. */
export type PersistedEventType = PersistedEvent['type'];
export type EventType = EventMsg['type'];
/** The event of one kind: `EventOf<'task_started'>`. */
export type EventOf<T extends EventType> = Extract<EventMsg, { type: T }>;
