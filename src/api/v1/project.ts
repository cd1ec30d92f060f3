import type { EventMsg } from '../../../protocol/rollout/events.js';
import type { Question } from '../../core/conversation/approvals.js';
import type { CoreEvent } from '../../core/events.js';

/** What v1 says of an event while it happens; nothing where the reference is silent (C5). */
export function project(event: CoreEvent): EventMsg | undefined {
  switch (event.type) {
    case 'recorded':
      return event.event.type === 'user_message' ? undefined : event.event;
    case 'turn-started':
      return { type: 'task_started', model_context_window: event.contextWindow };
    case 'turn-ended':
      return { type: 'task_complete', last_agent_message: event.lastMessage };
    case 'text-delta':
      return { type: 'agent_message_delta', delta: event.text };
    case 'reasoning-delta':
      return { type: 'agent_reasoning_delta', delta: event.text };
    case 'reasoning-content-delta':
      return { type: 'agent_reasoning_raw_content_delta', delta: event.text };
    case 'reasoning-section':
      return { type: 'agent_reasoning_section_break' };
    case 'web-search-started':
      return { type: 'web_search_begin', call_id: event.callId };
    case 'web-search-ended':
      return { type: 'web_search_end', call_id: event.callId, query: event.query };
    case 'plan-updated':
      return { type: 'plan_update', explanation: event.explanation, plan: event.plan };
    case 'command-started':
      return {
        type: 'exec_command_begin',
        call_id: event.callId,
        command: [...event.command],
        cwd: event.cwd,
        parsed_cmd: event.parsed,
      };
    case 'command-output':
      return {
        type: 'exec_command_output_delta',
        call_id: event.callId,
        stream: event.stream,
        chunk: event.chunk.toString('base64'),
      };
    case 'command-ended':
      return {
        type: 'exec_command_end',
        call_id: event.callId,
        stdout: event.stdout,
        stderr: event.stderr,
        aggregated_output: event.aggregated,
        exit_code: event.exitCode,
        duration: duration(event.durationMs),
        formatted_output: event.formatted,
      };
    case 'patch-started':
      return {
        type: 'patch_apply_begin',
        call_id: event.callId,
        auto_approved: event.autoApproved,
        changes: event.changes,
      };
    case 'patch-ended': {
      const { callId, stdout, stderr, success } = event;
      return { type: 'patch_apply_end', call_id: callId, stdout, stderr, success };
    }
    case 'mcp-call-started':
      return { type: 'mcp_tool_call_begin', call_id: event.callId, invocation: event.invocation };
    case 'mcp-call-ended': {
      const { callId, invocation, durationMs, result } = event;
      return { type: 'mcp_tool_call_end', call_id: callId, invocation, duration: duration(durationMs), result };
    }
    case 'turn-diff':
      return { type: 'turn_diff', unified_diff: event.unifiedDiff };
    case 'image-viewed':
      return { type: 'view_image_tool_call', call_id: event.callId, path: event.path };
    case 'asked':
      return askedEvent(event.open.question);
    case 'note':
      return { type: 'background_event', message: event.message };
    case 'retrying':
      return { type: 'stream_error', message: event.message };
    case 'failed':
      return { type: 'error', message: event.message };
    case 'log-restored':
    case 'warned':
    case 'compaction':
      return undefined; // told apart from the events, by notifications of our own
    case 'closed':
      return { type: 'shutdown_complete' };
    default:
      return unplaced(event);
  }
}

function askedEvent(question: Question): EventMsg {
  const reason = question.reason === undefined ? {} : { reason: question.reason };
  if (question.kind === 'command') {
    const { callId, command, cwd } = question;
    return { type: 'exec_approval_request', call_id: callId, command: [...command], cwd, ...reason };
  }
  const { callId, changes, grantRoot } = question;
  return {
    type: 'apply_patch_approval_request',
    call_id: callId,
    changes: { ...changes },
    ...reason,
    ...(grantRoot === undefined ? {} : { grant_root: grantRoot }),
  };
}

function duration(ms: number): { secs: number; nanos: number } {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: Math.round((ms - secs * 1000) * 1e6) };
}

function unplaced(event: never): never {
  throw new Error(`an event that v1 has no place for: ${JSON.stringify(event)}`);
}
