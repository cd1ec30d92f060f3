import type { ConversationRecord } from '../../domain/record.js';
import { ITEM, TURN } from './turn-tracker.js';

/**
 * The line of a record for a copy. In files whose lines do not name turns and items, both are named by their place, which is another one in the copy: there
 * the line names them, so that they keep their ids.
 */
export function copiedLine(line: string, record: ConversationRecord | undefined): string {
  if (record?.type !== 'event' || record.turnId === null || line.includes('"turn_id":"')) return line;
  const { event } = record;
  if (event.type !== 'item-completed' && event.type !== 'turn-ended') return line;
  if (line.includes(`"${TURN}":`) || !line.endsWith('}')) return line;
  const item = event.type === 'item-completed' ? `,"${ITEM}":${JSON.stringify(event.item.id)}` : '';
  return `${line.slice(0, -1)},"${TURN}":${JSON.stringify(record.turnId)}${item}}`;
}
