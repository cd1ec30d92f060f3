import type { EventMsg } from '../../../protocol/core/events.js';
import type { CoreEvent } from '../../core/events.js';

/** What v1 says of an event while it happens; nothing where the reference is silent (v1-protocol §7.4). */
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
    case 'failed':
      return { type: 'error', message: event.message };
    case 'closed':
      return { type: 'shutdown_complete' };
    default:
      return unplaced(event);
  }
}

function unplaced(event: never): never {
  throw new Error(`an event that v1 has no place for: ${JSON.stringify(event)}`);
}
