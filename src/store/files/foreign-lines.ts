import { readCalledName } from '../../domain/called-name.js';
import { isJsonObject } from '../../domain/json.js';
import { approvalForm } from './approval-lines.js';

/*
 * Converts lines of other codex releases to the form of our schemas. Members that the schemas do not know stay in the file.
 */

type Json = Record<string, unknown>;

/** Lines and events without anything that a conversation needs here. */
const PASSED_OVER = new Set(['world_state', 'token_usage_record', 'retained_context']);
const PASSED_OVER_EVENTS = new Set([
  'task_started',
  'task_complete',
  'turn_started',
  'turn_complete',
  'item_completed',
  'item_started',
  'thread_settings_applied',
  'thread_goal_updated',
  'thread_name_updated',
  'thread_rolled_back',
  'context_compacted',
  'exec_command_end',
  'patch_apply_end',
  'mcp_tool_call_end',
  'web_search_end',
  'view_image_tool_call',
  'plan_update',
  'error',
]);

/** Whether a line has a known kind and nothing that we need. */
export function isPassedOver(json: unknown): boolean {
  const { type, payload } = json as { type?: unknown; payload?: { type?: unknown } };
  if (type === 'event_msg') return PASSED_OVER_EVENTS.has(String(payload?.type));
  return PASSED_OVER.has(String(type));
}

const LINES = new Set(['session_meta', 'response_item', 'event_msg', 'turn_context', 'compacted']);

/** Undefined for unknown kinds of lines. */
export function knownForm(json: unknown): Json | undefined {
  if (!isJsonObject(json) || !LINES.has(String(json.type)) || !isJsonObject(json.payload)) return undefined;
  return { timestamp: '', ...json, payload: payloadForm(String(json.type), json.payload) };
}

function payloadForm(type: string, payload: Json): Json {
  switch (type) {
    case 'session_meta':
      return { cwd: '', originator: '', cli_version: '', timestamp: '', ...withoutNulls(payload) };
    case 'turn_context':
      return turnContext(withoutNulls(payload));
    case 'response_item':
      return itemForm(payload);
    case 'compacted': {
      const { replacement_history: items, ...rest } = payload;
      return Array.isArray(items)
        ? { ...rest, replacement_history: items.filter(isJsonObject).flatMap(itemForms) }
        : rest;
    }
    default:
      return eventForm(payload);
  }
}

function withoutNulls(payload: Json): Json {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null));
}

/** An unknown value counts as the strictest one. */
function turnContext(payload: Json): Json {
  const { approval_policy, sandbox_policy, effort, summary, ...rest } = payload;
  const policy = isJsonObject(sandbox_policy) ? sandbox_policy : {};
  const mode = String(policy.mode ?? policy.type);
  const { type: _, ...fields } = policy;
  return {
    ...rest,
    ...(approvalForm(approval_policy) ?? { approval_policy: 'untrusted' }),
    sandbox_policy: SANDBOXES.includes(mode) ? { ...fields, mode } : { mode: 'read-only' },
    ...(typeof effort === 'string' ? { effort } : {}),
    summary: SUMMARIES.includes(String(summary)) ? summary : 'auto',
  };
}

const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'];
const SUMMARIES = ['auto', 'concise', 'detailed', 'none'];

/** An item, and a separate message with the pictures of a tool. */
const itemForms = (item: Json): Json[] => [itemForm(item), ...(picturesOf(item) ?? [])];

const KNOWN_PARTS = ['input_text', 'input_image', 'output_text'];

function itemForm(item: Json): Json {
  switch (item.type) {
    case 'message': {
      if (!Array.isArray(item.content)) return item;
      const content = item.content.filter((part) => isJsonObject(part) && KNOWN_PARTS.includes(String(part.type)));
      return content.length > 0 || item.content.length === 0 ? { ...item, content } : item;
    }
    case 'function_call':
    case 'custom_tool_call':
      return readCalledName(item);
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { type: item.type, call_id: item.call_id, output: outputText(item.output) };
    default:
      return item;
  }
}

/** Outputs of later releases are lists of parts (C322). */
function outputText(output: unknown): unknown {
  return (
    partsOf(output)?.map(partText).join('\n') ?? (isJsonObject(output) ? (output.content ?? output.body ?? '') : output)
  );
}

function partsOf(output: unknown): Json[] | undefined {
  if (isJsonObject(output)) return partsOf(output.content ?? output.body);
  return Array.isArray(output) ? output.filter(isJsonObject) : undefined;
}

function partText(part: Json): string {
  if (typeof part.text === 'string') return part.text;
  return isPicture(part) ? '(a picture: see the next message)' : `(${String(part.type)} left out)`;
}

const isPicture = ({ type, image_url }: Json): boolean => type === 'input_image' && typeof image_url === 'string';

/** The message that shows the pictures of an output to the model, in the form that `view_image` uses; undefined without pictures. */
export function picturesOf(item: Json): [message: Json] | undefined {
  if (item.type !== 'function_call_output' && item.type !== 'custom_tool_call_output') return undefined;
  const pictures = (partsOf(item.output) ?? []).filter(isPicture);
  if (pictures.length === 0) return undefined;
  return [{ type: 'message', role: 'user', content: pictures.map(({ type, image_url }) => ({ type, image_url })) }];
}

function eventForm(payload: Json): Json {
  switch (payload.type) {
    case 'token_count':
      return { ...payload, info: payload.info ?? null, rate_limits: rateLimits(payload.rate_limits) };
    case 'user_message':
      return withoutNulls(payload);
    case 'turn_aborted':
      return REASONS.includes(String(payload.reason)) ? payload : { ...payload, reason: 'interrupted' };
    case 'exited_review_mode':
      return { ...payload, review_output: payload.review_output ?? null };
    case 'entered_review_mode':
      return { ...payload, prompt: payload.prompt ?? '', user_facing_hint: payload.user_facing_hint ?? '' };
    default:
      return payload;
  }
}

const REASONS = ['interrupted', 'replaced', 'review_ended'];

function rateLimits(limits: unknown): unknown {
  if (!isJsonObject(limits)) return null;
  return { ...limits, primary: limitWindow(limits.primary), secondary: limitWindow(limits.secondary) };
}

function limitWindow(limit: unknown): unknown {
  if (!isJsonObject(limit)) return null;
  return { used_percent: 0, window_minutes: null, resets_in_seconds: null, ...limit };
}

const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/*
 * Files from before September 2025: the first line is the conversation without a type, and the lines after it are bare items.
 */

const BARE_ITEMS = new Set([
  'message',
  'reasoning',
  'local_shell_call',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
]);

/** A bare line as lines of the present form; undefined when the line is not a bare one. */
export function linesOfBare(json: unknown): Json[] | undefined {
  if (!isJsonObject(json) || 'payload' in json) return undefined;
  const timestamp = typeof json.timestamp === 'string' ? json.timestamp : '';
  if (typeof json.id === 'string' && typeof json.timestamp === 'string' && json.type === undefined) {
    return [{ timestamp, type: 'session_meta', payload: json }];
  }
  if ('record_type' in json) return [];
  if (!BARE_ITEMS.has(String(json.type))) return undefined;
  const event = (payload: Json): Json => ({ timestamp, type: 'event_msg', payload });
  const item = { timestamp, type: 'response_item', payload: json };
  const said = objects(json.content).map((part) => (typeof part.text === 'string' ? part.text : ''));
  if (json.type === 'message' && json.role === 'user')
    return [item, event({ type: 'user_message', message: said.join('') })];
  if (json.type === 'message' && json.role === 'assistant') {
    return [...said.map((message) => event({ type: 'agent_message', message })), item];
  }
  return [item];
}
