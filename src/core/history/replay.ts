import type { PersistedEvent } from '../../domain/events.js';
import type { Goal, GoalRecord } from '../../domain/goal.js';
import { type HistoryItem, isToolOutput, outputFor, type ToolOutput } from '../../domain/history-item.js';
import type { ConversationRecord, QueuedInput, SamplingSettings } from '../../domain/record.js';
import type { UsageSnapshot } from '../../domain/token-usage.js';
import type { PlacedItem, TurnState } from '../../domain/turn-state.js';
import { compacted, isContext, isUserMessage } from './compacted.js';
import { keptForm } from './history.js';
import { placedItems, type RunningTurn, turnsOf } from './turns.js';

/** The output for a call without one in the rollout: the process or the turn ended before the output was known. */
export const UNKNOWN_OUTCOME = 'aborted: the call was cut off, and its outcome is unknown';

/** The state of a conversation, rebuilt from its rollout. */
export interface Replay {
  /** The items for the model. */
  readonly items: HistoryItem[];
  /** The events that clients have seen and histories show. */
  readonly events: PersistedEvent[];
  readonly turns: TurnState[];
  /** The completed items of all turns, in the order of their completion. */
  placed(): PlacedItem[];
  /** The settings of the last request to the model. */
  readonly settings: SamplingSettings | undefined;
  readonly usage: UsageSnapshot | undefined;
  /** The history is still the one that `usage` counts. */
  readonly usageIsCurrent: boolean;
  /** Accepted messages that never joined the history. */
  readonly queued: QueuedInput[];
  readonly goal: GoalRecord | undefined;
  /** The objective of a goal that was set before the first message of the user. */
  readonly firstObjective: string | undefined;
  /** Calls that got an output here because the rollout has none. */
  readonly repairedCalls: number;
  /** Outputs of calls that the rollout does not have; they are left out. */
  readonly strayOutputs: number;
}

/** Rebuilds the state of a conversation, for resumes and forks. `running` is its running turn. */
export function replay(all: readonly ConversationRecord[], running?: RunningTurn): Replay {
  const records = withoutRolledBack(all);
  let items: HistoryItem[] = [];
  const events: PersistedEvent[] = [];
  const queued = new Map<string, QueuedInput>();
  let settings: SamplingSettings | undefined;
  let usage: UsageSnapshot | undefined;
  let usageIsCurrent = false;
  let goal: GoalRecord | undefined;
  for (const record of records) {
    switch (record.type) {
      case 'history': {
        if (record.queuedAs !== undefined) queued.delete(record.queuedAs);
        const kept = keptForm(record.item);
        if (kept) items.push(kept);
        break;
      }
      case 'event':
        events.push(record.event);
        if (record.event.type === 'usage-updated') {
          usage = record.event.usage;
          usageIsCurrent = true;
        }
        break;
      case 'sampling':
        settings = record.settings;
        break;
      case 'compaction':
        usageIsCurrent = false;
        items = record.replacement
          ? record.replacement.flatMap((item) => keptForm(item) ?? [])
          : compacted(items, record.summary);
        break;
      case 'queued-input':
        queued.set(record.id, record);
        break;
      case 'goal':
        goal = record;
        break;
    }
  }
  const answered = answerCalls(items);
  return {
    items: answered.items,
    events,
    turns: turnsOf(records, running),
    placed: () => placedItems(records),
    settings,
    usage,
    usageIsCurrent,
    queued: [...queued.values()],
    goal,
    firstObjective: firstObjectiveIn(records),
    repairedCalls: answered.repaired,
    strayOutputs: answered.stray,
  };
}

/** The goal of a conversation; the record may name another conversation, from which this one was copied. */
export const goalIn = (record: GoalRecord | undefined, conversationId: string): Goal | undefined =>
  record?.conversationId === conversationId ? (record.goal ?? undefined) : undefined;

/**
 * The number of records before the n-th user message; n is counted from 0, as clients do. `undefined` when there are fewer user messages. Context
 * that was recorded together with that message does not count as before it.
 */
export function recordsBefore(
  records: readonly ConversationRecord[],
  n: number,
): { count: number | undefined; messages: number } {
  const messages = records.flatMap((_, index) => (isMessageOfUser(records, index) ? [index] : []));
  let end = messages[n];
  while (end !== undefined && end > 0 && isContextRecord(records[end - 1])) end--;
  return { count: end, messages: messages.length };
}

/** The records that still count. A store may already leave out records that were rolled back. */
function withoutRolledBack(records: readonly ConversationRecord[]): readonly ConversationRecord[] {
  if (!records.some(({ type }) => type === 'rolled-back')) return records;
  const kept: ConversationRecord[] = [];
  for (const record of records) {
    if (record.type !== 'rolled-back') kept.push(record);
    else {
      const turns = turnsOf(kept);
      const first = turns.at(-record.turns) ?? turns[0];
      kept.length = (first && firstOfTurn(kept, first.id)) ?? kept.length;
    }
  }
  return kept;
}

/** The index at which a turn begins; undefined when the records do not have the turn. In older rollouts the user message comes before the id of its turn. */
export function firstOfTurn(records: readonly ConversationRecord[], turnId: string): number | undefined {
  let first = records.findIndex((record) => record.type === 'event' && record.turnId === turnId);
  if (first < 0) return undefined;
  const record = records[first];
  if (record?.type === 'event' && record.event.type === 'turn-started') return first;
  for (let before = records[first - 1]; before && isInput(before); before = records[first - 1]) first--;
  return first;
}

const isInput = (record: ConversationRecord): boolean =>
  record.type === 'history' && (isUserMessage(record.item) || isContext(record.item));

/** A message with only a picture counts when there is an event for it: a picture that a tool shows the model is not a message of the user. */
function isMessageOfUser(records: readonly ConversationRecord[], index: number): boolean {
  const record = records[index];
  if (record?.type !== 'history' || !isUserMessage(record.item)) return false;
  if (record.item.content.some((part) => part.type === 'input_text')) return true;
  const next = records.slice(index + 1, index + 3).find(({ type }) => type !== 'unknown');
  return next?.type === 'event' && next.event.type === 'item-completed' && next.event.item.type === 'user-message';
}

const isContextRecord = (record: ConversationRecord | undefined): boolean =>
  record?.type === 'history' && isContext(record.item);

/** Outputs for calls whose own output could not be stored. Models refuse a history without them. */
export function unansweredCalls(items: readonly HistoryItem[]): HistoryItem[] {
  const answered = new Set<string>();
  const outputs: ToolOutput[] = [];
  for (const item of items) {
    if (item.type === 'message') continue; // most items of a history are of these kinds, and each turn looks at all items
    if (isToolOutput(item)) answered.add(item.call_id);
    const output = outputFor(item, UNKNOWN_OUTCOME);
    if (output) outputs.push(output);
  }
  return outputs.filter(({ call_id }) => !answered.has(call_id));
}

/**
 * Adds an output of the right kind directly after each call without one (C130), and removes outputs without a call:
 * models refuse a history with either fault.
 */
function answerCalls(items: HistoryItem[]): { items: HistoryItem[]; repaired: number; stray: number } {
  const called = new Set(items.flatMap((item) => outputFor(item, '')?.call_id ?? []));
  const answered = new Set(items.flatMap((item) => (isToolOutput(item) ? [item.call_id] : [])));
  let repaired = 0;
  let stray = 0;
  const whole = items.flatMap((item): HistoryItem[] => {
    if (isToolOutput(item)) {
      if (called.has(item.call_id)) return [item];
      stray++;
      return [];
    }
    const output = outputFor(item, UNKNOWN_OUTCOME);
    if (!output || answered.has(output.call_id)) return [item];
    repaired++;
    return [item, output];
  });
  return { items: whole, repaired, stray };
}

function firstObjectiveIn(records: readonly ConversationRecord[]): string | undefined {
  for (const record of records) {
    if (record.type === 'goal' && record.goal) return record.goal.objective;
    if (record.type === 'event' && record.event.type === 'item-completed')
      if (record.event.item.type === 'user-message') return undefined;
  }
  return undefined;
}
