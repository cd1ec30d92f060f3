import { assistantTexts, type HistoryItem } from '../../domain/history-item.js';
import type { UserContent } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import type { Ports } from '../ports/index.js';
import { isUserMessage } from './compacted.js';
import { messageRecords } from './user-input.js';

/** The records of an item that a client puts into a history: the item, and the event that histories show for it. */
export function injectedRecords({ ids, clock }: Pick<Ports, 'ids' | 'clock'>, item: HistoryItem): ConversationRecord[] {
  const at = clock.now();
  const base = () => ({ id: ids.item(), startedAt: at, completedAt: at });
  if (isUserMessage(item)) {
    const content = item.content.flatMap((part): UserContent[] => {
      if (part.type === 'input_text') return [{ type: 'text', text: part.text }];
      return part.type === 'input_image' ? [{ type: 'image', url: part.image_url }] : [];
    });
    return messageRecords({ item, message: { type: 'user-message', ...base(), content } });
  }
  const texts = assistantTexts(item);
  if (texts.length === 0) return [historyRecord(item)];
  const message = { type: 'agent-message', ...base(), texts } as const;
  return [eventRecord({ type: 'item-completed', item: message }), historyRecord(item)];
}

/** The records of a history from a client. Each user message is a whole turn, whose id is the same for every reader. */
export function injectedHistory(
  ports: Pick<Ports, 'ids' | 'clock'>,
  items: readonly HistoryItem[],
): ConversationRecord[] {
  const starts = items.flatMap((item, i) => (i === 0 || isUserMessage(item) ? [i] : []));
  return starts.flatMap((start, n) => injectedTurn(ports, items.slice(start, starts[n + 1])));
}

/** 0.171 shows only turns that say where they begin and end (C523). */
function injectedTurn(ports: Pick<Ports, 'ids' | 'clock'>, items: readonly HistoryItem[]): ConversationRecord[] {
  const startedAt = ports.clock.now();
  const records = items.flatMap((item) => injectedRecords(ports, item));
  if (records.every(({ type }) => type !== 'event')) return records;
  const turnId = ports.ids.turn();
  const times = { startedAt, completedAt: startedAt };
  const lastMessage = items.flatMap(assistantTexts).at(-1) ?? null;
  return [
    eventRecord({ type: 'turn-started', contextWindow: null, startedAt }, turnId),
    ...records.map((record) => (record.type === 'event' ? { ...record, turnId } : record)),
    eventRecord({ type: 'turn-ended', status: 'completed', ...times, lastMessage, error: null }, turnId),
  ];
}
