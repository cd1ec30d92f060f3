import type { ConversationRecord } from '../../domain/record.js';
import { ITEM, TURN } from './turn-tracker.js';

/**
 * The line of a record for a copy. Where lines do not name their turns and items, the ids come from the position of the line. The position changes in the
 * copy, so the copied line names the ids, and they stay the same.
 */
export function copiedLine(line: string, record: ConversationRecord | undefined): string {
  if (record?.type !== 'event' || record.turnId === null || line.includes('"turn_id":"')) return line;
  const { event } = record;
  if (event.type !== 'item-completed' && event.type !== 'turn-ended') return line;
  if (line.includes(`"${TURN}":`) || !line.endsWith('}')) return line;
  const item = event.type === 'item-completed' ? `,"${ITEM}":${JSON.stringify(event.item.id)}` : '';
  return `${line.slice(0, -1)},"${TURN}":${JSON.stringify(record.turnId)}${item}}`;
}
