import type { EventMsg } from '../../../protocol/rollout/events.js';
import type { ParsedCommand } from '../../../protocol/rollout/exec-events.js';
import type { FileChange as WireChange } from '../../../protocol/rollout/patch-events.js';
import type { ServerMessages } from '../../../protocol/server-messages.js';
import { type ApprovalRequest, wholeReason } from '../../domain/approval.js';
import { type ConversationEvent, type EventBody, isShownAgain, type PersistedEvent } from '../../domain/events.js';
import type { ActionItem, CommandAction, FileChange, Item, UserMessage } from '../../domain/item.js';
import { imagesOf, messageKind, textsOf } from '../../domain/item.js';
import type { RateLimits, RateLimitWindow } from '../../domain/token-usage.js';

/** The only place that knows the events of v1. The live stream and the history of a resume go through the same functions. */

/** The message by which clients of 0.44 know that a history was compacted. */
const COMPACTED_MESSAGE = 'Compact task completed';

/** What v1 shows of an event while it happens; nothing where the reference is silent (C5). */
export function liveMessages(body: EventBody): EventMsg[] {
  // The client has sent it itself.
  if (body.type === 'item-completed' && body.item.type === 'user-message') return [];
  return messages(body);
}

/** What v1 shows of the history of a conversation. */
export function historyMessages(events: readonly PersistedEvent[]): EventMsg[] {
  return events.filter(isShownAgain).flatMap(messages);
}

function messages(body: EventBody): EventMsg[] {
  switch (body.type) {
    case 'turn-started':
      return [{ type: 'task_started', model_context_window: body.contextWindow }];
    case 'turn-ended':
      return body.status === 'interrupted'
        ? [{ type: 'turn_aborted', reason: body.reason ?? 'interrupted' }]
        : [{ type: 'task_complete', last_agent_message: body.lastMessage }];
    case 'item-started':
      return body.item.type === 'web-search' ? [{ type: 'web_search_begin', call_id: body.item.id }] : [];
    case 'item-completed':
      return completed(body.item);
    case 'text-delta':
      return [{ type: DELTAS[body.part], delta: body.text }];
    case 'summary-part-started':
      return [{ type: 'agent_reasoning_section_break' }];
    case 'execution-started':
      return [executionStarted(body.item)];
    case 'execution-ended':
      return executionEnded(body.item);
    case 'output-delta': {
      const { callId, stream, chunk } = body;
      return [{ type: 'exec_command_output_delta', call_id: callId, stream, chunk: chunk.toString('base64') }];
    }
    case 'approval-requested':
      return [approvalRequested(body.approval.request)];
    case 'plan-updated':
      return [{ type: 'plan_update', explanation: body.explanation, plan: body.plan }];
    case 'diff-updated':
      return [{ type: 'turn_diff', unified_diff: body.unifiedDiff }];
    case 'usage-updated': {
      const { tokens, rateLimits } = body.usage;
      const info = tokens && {
        total_token_usage: tokens.total,
        last_token_usage: tokens.last,
        model_context_window: tokens.contextWindow,
      };
      return [{ type: 'token_count', info, rate_limits: limitsOf(rateLimits) }];
    }
    case 'note':
      return [{ type: 'background_event', message: body.message }];
    case 'error':
      return [{ type: body.willRetry ? 'stream_error' : 'error', message: body.message }];
    case 'mcp-start': {
      const { status, message, again } = body;
      if (status !== 'failed') return [];
      return [{ type: again ? 'background_event' : 'error', message: message ?? '' }];
    }
    case 'approval-resolved': // v1 cannot show these
    case 'input-requested':
    case 'input-resolved':
    case 'terminal-interaction':
    case 'settings-changed':
    case 'goal-changed':
    case 'queue-changed':
    case 'hook-started':
    case 'hook-completed':
    case 'warning': // a notification of our own
      return [];
    case 'closed':
      return [{ type: 'shutdown_complete' }];
  }
}

export const DELTAS = {
  message: 'agent_message_delta',
  summary: 'agent_reasoning_delta',
  content: 'agent_reasoning_raw_content_delta',
  plan: 'agent_message_delta',
} as const;

function completed(item: Item): EventMsg[] {
  switch (item.type) {
    case 'user-message':
      return [userMessage(item)];
    case 'agent-message':
      if (item.cutOff) return [];
      return item.texts.map((message) => ({ type: 'agent_message', message }));
    case 'plan':
      return [{ type: 'agent_message', message: item.text }];
    case 'reasoning':
      if (item.cutOff) return [];
      return [
        ...item.summary.map((text) => ({ type: 'agent_reasoning' as const, text })),
        ...item.content.map((text) => ({ type: 'agent_reasoning_raw_content' as const, text })),
      ];
    case 'web-search':
      return item.query === undefined ? [] : [{ type: 'web_search_end', call_id: item.id, query: item.query }];
    case 'image-view':
      return [{ type: 'view_image_tool_call', call_id: item.callId, path: item.path }];
    case 'context-compaction':
      return item.status === 'completed' ? [{ type: 'agent_message', message: COMPACTED_MESSAGE }] : [];
    case 'entered-review':
      return [{ type: 'entered_review_mode', prompt: item.prompt, user_facing_hint: item.hint }];
    case 'exited-review':
      return [{ type: 'exited_review_mode', ...(item.output ? { review_output: item.output } : {}) } as EventMsg];
    // v1 shows each execution of these, not the item.
    case 'command-execution':
    case 'file-changes':
    case 'mcp-tool-call':
    case 'dynamic-tool-call':
    case 'hook-prompt': // v1 cannot show these
    case 'agent-call':
      return [];
  }
}

function userMessage(item: UserMessage): EventMsg {
  const [texts, images] = [textsOf(item), imagesOf(item)];
  const message = texts.join('');
  return {
    type: 'user_message',
    message,
    ...(texts.length > 0 ? { kind: item.kind ?? messageKind(message) } : {}),
    ...(images.length > 0 ? { images } : {}),
  };
}

function executionStarted(item: ActionItem): EventMsg {
  const call_id = item.callId;
  switch (item.type) {
    case 'command-execution': {
      const { command, cwd, actions } = item;
      return {
        type: 'exec_command_begin',
        call_id,
        command: [...command],
        cwd,
        parsed_cmd: actions.map(parsedCommand),
      };
    }
    case 'file-changes':
      return {
        type: 'patch_apply_begin',
        call_id,
        auto_approved: item.autoApproved,
        changes: wireChanges(item.changes),
      };
    case 'mcp-tool-call':
      return { type: 'mcp_tool_call_begin', call_id, invocation: invocation(item) };
  }
}

function executionEnded(item: ActionItem): EventMsg[] {
  const call_id = item.callId;
  switch (item.type) {
    case 'command-execution': {
      if (!item.result) return [];
      const { aggregated, stdout = '', stderr = '', formatted = aggregated, exitCode, durationMs } = item.result;
      return [
        {
          type: 'exec_command_end',
          call_id,
          stdout,
          stderr,
          aggregated_output: aggregated,
          exit_code: exitCode,
          duration: duration(durationMs),
          formatted_output: formatted,
        },
      ];
    }
    case 'file-changes': {
      const { stdout = '', stderr = '' } = item.result ?? {};
      return [{ type: 'patch_apply_end', call_id, stdout, stderr, success: item.status === 'completed' }];
    }
    case 'mcp-tool-call': {
      const { outcome = { error: '' }, durationMs = 0 } = item;
      const result = ('ok' in outcome ? { Ok: outcome.ok } : { Err: outcome.error }) as McpResult;
      return [
        { type: 'mcp_tool_call_end', call_id, invocation: invocation(item), duration: duration(durationMs), result },
      ];
    }
  }
}

type McpResult = Extract<EventMsg, { type: 'mcp_tool_call_end' }>['result'];
type McpInvocation = Extract<EventMsg, { type: 'mcp_tool_call_end' }>['invocation'];

function invocation(item: Extract<ActionItem, { type: 'mcp-tool-call' }>): McpInvocation {
  const { server, tool } = item;
  return { server, tool, arguments: item.arguments as McpInvocation['arguments'] };
}

export function wireChanges(changes: Readonly<Record<string, FileChange>>): Record<string, WireChange> {
  return Object.fromEntries(Object.entries(changes).map(([path, change]) => [path, wireChange(change)]));
}

function wireChange(change: FileChange): WireChange {
  switch (change.type) {
    case 'add':
      return { add: { content: change.content } };
    case 'delete':
      return { delete: { content: change.content } };
    case 'update':
      return { update: { unified_diff: change.unifiedDiff, move_path: change.movePath } };
  }
}

function approvalRequested(request: ApprovalRequest): EventMsg {
  const said = wholeReason(request);
  const reason = said === undefined ? {} : { reason: said };
  if (request.kind !== 'patch') {
    const { callId, command, cwd } = request;
    return { type: 'exec_approval_request', call_id: callId, command: [...command], cwd, ...reason };
  }
  const { callId, changes, grantRoot } = request;
  return {
    type: 'apply_patch_approval_request',
    call_id: callId,
    changes: wireChanges(changes),
    ...reason,
    ...(grantRoot === undefined ? {} : { grant_root: grantRoot }),
  };
}

function duration(ms: number): { secs: number; nanos: number } {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: Math.round((ms - secs * 1000) * 1e6) };
}

type Diagnostics = ServerMessages['notifications']['turnwire/diagnostics'];
type Compaction = ServerMessages['notifications']['turnwire/compaction'];

/** The content of our own notifications about an event, which are sent in addition to v1's events. */
export function diagnosticsOf(conversationId: string, { body }: ConversationEvent): Diagnostics | undefined {
  switch (body.type) {
    case 'warning':
      return { level: 'warning', message: body.message, conversationId, error: body.cause };
    case 'error': // v1's event has nothing but a text
      if (body.willRetry || !body.cause) return undefined;
      return { level: 'error', message: body.message, conversationId, error: body.cause };
    default:
      return undefined;
  }
}

export function compactionOf(conversationId: string, { operation, body }: ConversationEvent): Compaction | undefined {
  if (body.type !== 'item-started' && body.type !== 'item-completed') return undefined;
  if (body.item.type !== 'context-compaction') return undefined;
  const { reason, tokens, status } = body.item;
  return { conversationId, id: operation, state: STATES[status], reason, tokens };
}

const STATES = { 'in-progress': 'started', completed: 'finished', failed: 'failed' } as const;

/** v1 shows the time of a reset only as the seconds until then. */
const limitsOf = (limits: RateLimits | null): RateLimits | null =>
  limits && { primary: windowOf(limits.primary), secondary: windowOf(limits.secondary) };

function windowOf(window: RateLimitWindow | null): RateLimitWindow | null {
  if (window === null) return null;
  const { resets_at: _, ...known } = window;
  return known;
}

/** 0.44 gives the short name only. */
const parsedCommand = (action: CommandAction): ParsedCommand =>
  action.type === 'read' ? { type: 'read', cmd: action.cmd, name: action.name } : action;
