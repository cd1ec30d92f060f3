import { ResponseItem } from '../../../protocol/rollout/items.js';
import type { RateLimitSnapshot, RateLimitWindow, TokenUsage } from '../../../protocol/rollout/turn-events.js';
import type { ModelEvent } from '../../core/ports/index.js';
import { brokenOff, failedInStream, readProviderError } from '../http/provider-error.js';

type Json = Record<string, unknown>;

/**
 * Reads one event of the Responses API; nothing for those that mean nothing here (C63). Throws `ModelError` when the event says that no
 * whole answer will come. Fields are looked at one by one: 20,000 deltas a turn are too many for a schema each.
 */
export function decodeEvent(event: unknown, provider: string): ModelEvent | undefined {
  if (!isObject(event)) return undefined;
  const { delta } = event;
  switch (event.type) {
    case 'response.output_text.delta':
      return typeof delta === 'string' ? { type: 'text-delta', text: delta } : undefined;
    case 'response.reasoning_summary_text.delta':
      return typeof delta === 'string' ? { type: 'reasoning-delta', text: delta } : undefined;
    case 'response.reasoning_text.delta':
      return typeof delta === 'string' ? { type: 'reasoning-content-delta', text: delta } : undefined;
    case 'response.reasoning_summary_part.added':
      return { type: 'reasoning-section' };
    case 'response.output_item.added':
      return isObject(event.item) ? { type: 'item-started', item: event.item } : undefined;
    case 'response.output_item.done': {
      const item = ResponseItem().safeParse(event.item);
      return item.success ? { type: 'item-done', item: item.data, itemId: item.data.id } : undefined;
    }
    case 'response.completed':
      return { type: 'completed', usage: readUsage(inResponse(event, 'usage')) };
    case 'response.failed':
      throw failedInStream(provider, readProviderError(inResponse(event, 'error')), 'response.failed event received');
    case 'response.incomplete':
      throw brokenOff(`the response is incomplete: ${textOf(inResponse(event, 'incomplete_details'), 'reason')}`);
    case 'error':
      throw failedInStream(provider, readProviderError(event.error ?? event), 'error event received');
    default:
      return undefined;
  }
}

const inResponse = ({ response }: Json, key: string): unknown => (isObject(response) ? response[key] : undefined);

function textOf(value: unknown, key: string): string {
  const text = isObject(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : 'no reason is given';
}

function readUsage(usage: unknown): TokenUsage | null {
  if (!isObject(usage)) return null;
  const count = (of: unknown, key: string): number => {
    const value = isObject(of) ? of[key] : undefined;
    return typeof value === 'number' ? value : 0;
  };
  return {
    input_tokens: count(usage, 'input_tokens'),
    cached_input_tokens: count(usage.input_tokens_details, 'cached_tokens'),
    output_tokens: count(usage, 'output_tokens'),
    reasoning_output_tokens: count(usage.output_tokens_details, 'reasoning_tokens'),
    total_tokens: count(usage, 'total_tokens'),
  };
}

type Header = (name: string) => string | undefined;

/** The limits that the provider states in the headers of an answer (C72). */
export function readRateLimits(header: Header): RateLimitSnapshot {
  return { primary: readWindow(header, 'primary'), secondary: readWindow(header, 'secondary') };
}

function readWindow(header: Header, which: string): RateLimitWindow | null {
  const used = Number.parseFloat(header(`x-codex-${which}-used-percent`) ?? '');
  if (!Number.isFinite(used)) return null;
  const minutes = readInteger(header(`x-codex-${which}-window-minutes`));
  const resets = readInteger(header(`x-codex-${which}-reset-after-seconds`));
  if (used === 0 && !minutes && !resets) return null;
  return { used_percent: used, window_minutes: minutes, resets_in_seconds: resets };
}

function readInteger(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
