import { isJsonObject } from '../../domain/json.js';
import type { ConversationRecord } from '../../domain/record.js';
import { around, linesOf } from './codec.js';

/*
 * The output of a command can have many megabytes. A line that holds it is made piece by piece, so that the text does not exist several times while it is
 * written.
 */

/** Characters of a text from which on it is cut. */
const LONG = 256 * 1024;
const PIECE = 64 * 1024;

/** The text of `encodeRecords` in pieces, each line beginning with a new one; undefined for records without a long text. */
export function encodeInPieces(
  id: string,
  timestamp: string,
  records: readonly ConversationRecord[],
): Iterable<string> | undefined {
  return records.some(isLong) ? linePieces(id, timestamp, records) : undefined;
}

function* linePieces(id: string, timestamp: string, records: readonly ConversationRecord[]): Generator<string> {
  for (const record of records) {
    for (const line of linesOf(record, id)) {
      const [head, tail] = around(timestamp, line);
      yield head;
      yield* jsonPieces(line.payload);
      yield tail;
    }
  }
}

function isLong(record: ConversationRecord): boolean {
  if (record.type !== 'event' || record.event.type !== 'item-completed') return false;
  const { item } = record.event;
  return item.type === 'command-execution' && isLongText(item.result?.aggregated);
}

/** The same text as `JSON.stringify` of an object gives; long texts in it, or in one of its members, are cut. */
function* jsonPieces(json: object): Generator<string> {
  let before = '{';
  for (const [key, value] of Object.entries(json)) {
    if (value === undefined) continue;
    before += `${JSON.stringify(key)}:`;
    if (hasLong(value)) {
      yield before;
      yield* isJsonObject(value) ? jsonPieces(value) : textPieces(value as string);
    } else {
      yield before + JSON.stringify(value);
    }
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

const isLongText = (value: unknown): value is string => typeof value === 'string' && value.length > LONG;

const hasLong = (value: unknown): boolean =>
  isLongText(value) || (isJsonObject(value) && Object.values(value).some(isLongText));

function* textPieces(text: string): Generator<string> {
  yield '"';
  for (let from = 0; from < text.length; ) {
    const last = text.charCodeAt(from + PIECE - 1);
    // Alone, each half of a surrogate pair would be escaped.
    const end = from + PIECE - (last >= 0xd800 && last <= 0xdbff ? 1 : 0);
    yield JSON.stringify(text.slice(from, end)).slice(1, -1);
    from = end;
  }
  yield '"';
}
