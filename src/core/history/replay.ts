import type { PersistedEvent } from '../../../protocol/rollout/events.js';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { TurnContextItem } from '../../../protocol/rollout/rollout.js';
import type { TokenCountEvent } from '../../../protocol/rollout/turn-events.js';
import type { LogEntry } from '../ports/index.js';
import { compacted, isContext, isUserMessage } from './compacted.js';
import { isOutput, keptForm } from './history.js';

/** What a log says of the conversation up to its end. */
export interface Past {
  /** What the model is sent. */
  readonly items: ResponseItem[];
  /** What clients were told and histories show. */
  readonly events: PersistedEvent[];
  /** The settings of the last request to the model. */
  readonly context: TurnContextItem | undefined;
  readonly tokens: TokenCountEvent | undefined;
  /** Calls without an output that were given one, here and not in the file. */
  readonly repairedCalls: number;
  /** Outputs of calls that the log does not have; they are left out. */
  readonly strayOutputs: number;
}

/** Reads a log, for resuming and forking alike. */
export function readPast(entries: readonly LogEntry[]): Past {
  let items: ResponseItem[] = [];
  const events: PersistedEvent[] = [];
  let context: TurnContextItem | undefined;
  let tokens: TokenCountEvent | undefined;
  for (const { item } of entries) {
    switch (item?.type) {
      case 'response_item': {
        const kept = keptForm(item.payload);
        if (kept) items.push(kept);
        break;
      }
      case 'event_msg':
        events.push(item.payload);
        if (item.payload.type === 'token_count') tokens = item.payload;
        break;
      case 'turn_context':
        context = item.payload;
        break;
      case 'compacted':
        items = compacted(items, item.payload.message);
        break;
    }
  }
  const answered = answerCalls(items);
  return {
    items: answered.items,
    events,
    context,
    tokens,
    repairedCalls: answered.repaired,
    strayOutputs: answered.stray,
  };
}

/**
 * The entries before the n-th message of the person, counted from 0 as clients count them; `undefined` when there are not so many. Context
 * that was told with that message goes with it.
 */
export function entriesBefore(
  entries: readonly LogEntry[],
  n: number,
): { entries: LogEntry[] | undefined; count: number } {
  const messages = entries.flatMap((_, index) => (isPersonsMessage(entries, index) ? [index] : []));
  const at = messages[n];
  if (at === undefined) return { entries: undefined, count: messages.length };
  let end = at;
  while (end > 0 && isContextEntry(entries[end - 1])) end--;
  return { entries: entries.slice(0, end), count: messages.length };
}

/** A picture alone counts when an event tells of it: one that a tool has put before the model is nobody's message. */
function isPersonsMessage(entries: readonly LogEntry[], index: number): boolean {
  const item = entries[index]?.item;
  if (item?.type !== 'response_item' || !isUserMessage(item.payload)) return false;
  if (item.payload.content.some((part) => part.type === 'input_text')) return true;
  const next = entries[index + 1]?.item;
  return next?.type === 'event_msg' && next.payload.type === 'user_message';
}

function isContextEntry(entry: LogEntry | undefined): boolean {
  return entry?.item?.type === 'response_item' && isContext(entry.item.payload);
}

/**
 * Gives each call that has no output one that says so, of the matching kind and right behind the call (C130), and leaves
 * out outputs whose call was lost: models refuse a history with either.
 */
function answerCalls(items: ResponseItem[]): { items: ResponseItem[]; repaired: number; stray: number } {
  const called = new Set(items.flatMap((item) => outputFor(item)?.call_id ?? []));
  const answered = new Set(items.flatMap((item) => (isOutput(item) ? [item.call_id] : [])));
  let repaired = 0;
  let stray = 0;
  const whole = items.flatMap((item): ResponseItem[] => {
    if (isOutput(item)) {
      if (called.has(item.call_id)) return [item];
      stray++;
      return [];
    }
    const output = outputFor(item);
    if (!output || answered.has(output.call_id)) return [item];
    repaired++;
    return [item, output];
  });
  return { items: whole, repaired, stray };
}

function outputFor(item: ResponseItem) {
  switch (item.type) {
    case 'function_call':
      return { type: 'function_call_output' as const, call_id: item.call_id, output: 'aborted' };
    case 'local_shell_call':
      return { type: 'function_call_output' as const, call_id: item.call_id ?? item.id ?? '', output: 'aborted' };
    case 'custom_tool_call':
      return { type: 'custom_tool_call_output' as const, call_id: item.call_id, output: 'aborted' };
    default:
      return undefined;
  }
}
