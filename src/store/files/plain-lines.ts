import type { RolloutItem } from '../../../protocol/rollout/rollout.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';

/*
 * Nearly all lines that 0.44 and this program write have one of a few forms. A look at their members recognizes them here, because a long conversation has
 * tens of thousands of them. What a schema would change or refuse is not plain: the schemas read it.
 */

/** A line that its schema would take and leave as it is; undefined for others. */
export function plainLine(json: JsonObject): RolloutItem | undefined {
  const { type, payload, timestamp } = json;
  if (!isJsonObject(payload) || !isText(timestamp)) return undefined;
  const isPlain =
    type === 'response_item' ? isPlainItem(payload) : type === 'event_msg' ? isPlainEvent(payload) : false;
  return isPlain ? (json as unknown as RolloutItem) : undefined;
}

function isPlainItem(item: JsonObject): boolean {
  switch (item.type) {
    case 'message':
      return hasOnly(item, MESSAGE) && isText(item.role) && isListOf(item.content, isPart);
    case 'reasoning':
      return (
        (hasOnly(item, REASONING) || hasOnly(item, SEALED)) &&
        isListOf(item.summary, isSummary) &&
        (item.content == null || isListOf(item.content, isThought)) &&
        (item.encrypted_content === null || isText(item.encrypted_content))
      );
    case 'function_call':
      return hasOnly(item, CALL) && isText(item.name) && isText(item.arguments) && isText(item.call_id);
    case 'custom_tool_call':
      return (
        (hasOnly(item, CUSTOM_CALL) || hasOnly(item, ENDED_CUSTOM_CALL)) &&
        (item.status === undefined || isText(item.status)) &&
        isText(item.call_id) &&
        isText(item.name) &&
        isText(item.input)
      );
    case 'function_call_output':
    case 'custom_tool_call_output':
      return hasOnly(item, OUTPUT) && isText(item.call_id) && isText(item.output);
    default:
      return false;
  }
}

const MESSAGE = ['type', 'role', 'content'];
const REASONING = ['type', 'summary', 'content', 'encrypted_content'];
const SEALED = ['type', 'summary', 'encrypted_content'];
const CALL = ['type', 'name', 'arguments', 'call_id'];
const CUSTOM_CALL = ['type', 'call_id', 'name', 'input'];
const ENDED_CUSTOM_CALL = ['type', 'status', 'call_id', 'name', 'input'];
const OUTPUT = ['type', 'call_id', 'output'];

function isPart(part: unknown): boolean {
  if (!isJsonObject(part)) return false;
  if (part.type === 'input_image') return hasOnly(part, PICTURE) && isText(part.image_url);
  return (part.type === 'input_text' || part.type === 'output_text') && isPassage(part);
}

const isSummary = (part: unknown): boolean => isJsonObject(part) && part.type === 'summary_text' && isPassage(part);

const isThought = (part: unknown): boolean =>
  isJsonObject(part) && (part.type === 'reasoning_text' || part.type === 'text') && isPassage(part);

const isPassage = (part: JsonObject): boolean => hasOnly(part, PASSAGE) && isText(part.text);

const PICTURE = ['type', 'image_url'];
const PASSAGE = ['type', 'text'];

/** Of a message, only the members that are looked at here are used. */
function isPlainEvent(event: JsonObject): boolean {
  switch (event.type) {
    case 'user_message':
      return (
        isText(event.message) &&
        (event.kind === undefined || KINDS.includes(event.kind)) &&
        (event.images === undefined || isListOf(event.images, isText))
      );
    case 'agent_message':
      return isText(event.message);
    case 'agent_reasoning':
    case 'agent_reasoning_raw_content':
      return isText(event.text);
    case 'token_count':
      return isInfo(event.info) && areLimits(event.rate_limits);
    default:
      return false;
  }
}

const KINDS: readonly unknown[] = ['plain', 'user_instructions', 'environment_context'];

const isInfo = (info: unknown): boolean =>
  info === null ||
  (hasOnly(info, INFO) &&
    isUsage(info.total_token_usage) &&
    isUsage(info.last_token_usage) &&
    isCountOrNull(info.model_context_window));

const isUsage = (usage: unknown): boolean =>
  hasOnly(usage, USAGE) &&
  isCount(usage.input_tokens) &&
  isCount(usage.cached_input_tokens) &&
  isCount(usage.output_tokens) &&
  isCount(usage.reasoning_output_tokens) &&
  isCount(usage.total_tokens);

const areLimits = (limits: unknown): boolean =>
  limits === null || (hasOnly(limits, LIMITS) && isWindowOrNull(limits.primary) && isWindowOrNull(limits.secondary));

const isWindowOrNull = (window: unknown): boolean =>
  window === null ||
  ((hasOnly(window, WINDOW) || hasOnly(window, DATED_WINDOW)) &&
    Number.isFinite(window.used_percent) &&
    isCountOrNull(window.window_minutes) &&
    isCountOrNull(window.resets_in_seconds));

const INFO = ['total_token_usage', 'last_token_usage', 'model_context_window'];
const USAGE = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens', 'total_tokens'];
const LIMITS = ['primary', 'secondary'];
const WINDOW = ['used_percent', 'window_minutes', 'resets_in_seconds'];
const DATED_WINDOW = [...WINDOW, 'resets_at'];

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value);
const isCountOrNull = (value: unknown): boolean => value === null || isCount(value);
const isListOf = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

/** Whether an object has these members in this order, and no others. */
function hasOnly(value: unknown, names: readonly string[]): value is JsonObject {
  if (!isJsonObject(value)) return false;
  let n = 0;
  for (const name in value) if (name !== names[n++]) return false;
  return n === names.length;
}
