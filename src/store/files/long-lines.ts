import { isLongText, jsonPieces } from '../../domain/json-pieces.js';
import type { ConversationRecord } from '../../domain/record.js';
import { around, encodeRecords, linesOf } from './codec.js';
import type { Ordinals } from './ordinal.js';

/*
 * The output of a command can have many megabytes. A line that holds it is made piece by piece, so that the text does not exist several times while it is
 * written.
 */

/** Characters of a text from which on it is cut. */
const LONG = 256 * 1024;

/** The text of `encodeRecords`, in pieces when the records hold a long text. */
export function encodeInPieces(
  id: string,
  timestamp: string,
  records: readonly ConversationRecord[],
  ordinals?: Ordinals,
): string | Iterable<string> {
  return (records.some(isLong) ? linePieces : encodeRecords)(id, timestamp, records, ordinals);
}

function* linePieces(
  id: string,
  timestamp: string,
  records: readonly ConversationRecord[],
  ordinals?: Ordinals,
): Generator<string> {
  for (const record of records) {
    for (const line of linesOf(record, id)) {
      const [head, tail] = around(timestamp, line, ordinals);
      yield head;
      yield* jsonPieces(line.payload, LONG);
      yield tail;
    }
  }
}

function isLong(record: ConversationRecord): boolean {
  if (record.type !== 'event' || record.event.type !== 'item-completed') return false;
  const { item } = record.event;
  return item.type === 'command-execution' && isLongText(item.result?.aggregated, LONG);
}
