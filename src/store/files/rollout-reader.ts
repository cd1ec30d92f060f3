import { isUtf8 } from 'node:buffer';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { AppError } from '../../../protocol/errors.js';
import type { HistoryBase } from '../../../protocol/rollout/rollout.js';
import { isInjected } from '../../domain/injected-text.js';
import { textsOf } from '../../domain/item.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { openRegularFile } from '../../os/open-regular-file.js';
import { Decoder } from './codec.js';
import { eventsOfItem, isPassedOver, knownForm, linesOfBare, picturesOf } from './foreign-lines.js';
import { ordinalOf } from './ordinal.js';

export interface ReadRollout {
  readonly meta: ConversationMeta;
  /** The line of the meta. */
  readonly metaLine: string;
  /** The file continues the lines of another one. */
  readonly base: HistoryBase | undefined;
  readonly records: ConversationRecord[];
  /** The line of each record, without its end; empty where a line has given several records. */
  readonly lines: string[];
  readonly findings: string[];
  /** Bytes that were read. */
  readonly size: number;
  /** False when the last line lacks its end: the next one must not be glued to it. */
  readonly endsWithNewline: boolean;
  /** The number of the next line, in a file whose lines are numbered. */
  readonly nextOrdinal: number | undefined;
}

/** Milliseconds of reading in one go; then other work has its turn. */
const SLICE_MS = 10;
const CHUNK = 1 << 18;
/** A larger file is no conversation, and would take minutes to read. */
const MAX_BYTES = 4 * 1024 ** 3;
/** A longer line is left out, so that a file without line ends does not fill the memory. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const ZEROS = Buffer.alloc(CHUNK);

/**
 * Reads a rollout up to its end, or as many bytes of it as are given, taking what is whole and saying what was not. Broken lines are left out, unknown
 * kinds are kept as they stand. Throws `AppError` when there is no rollout to read.
 */
export async function readRollout(
  path: string,
  bytes = Number.POSITIVE_INFINITY,
  signal?: AbortSignal,
): Promise<ReadRollout> {
  const reader = new RolloutReader();
  const consume = (line: Buffer | undefined, last: boolean): boolean => {
    signal?.throwIfAborted();
    reader.line(line, last);
    return true;
  };
  const { size, endsWithNewline } = await readLines(path, bytes, consume).catch((e: unknown) => {
    const reason = (e as Error).message;
    throw new AppError('rollout_unreadable', reason, { path, reason });
  });
  if (!reader.meta)
    throw noRollout(path, reader.blank ? 'empty session file' : 'failed to parse conversation ID from rollout file');
  const { meta, metaLine, base, records, lines, nextOrdinal } = reader;
  return { meta, metaLine, base, records, lines, nextOrdinal, findings: reader.findings(), size, endsWithNewline };
}

/**
 * Hands over line by line, until the consumer has enough (`false`) or the end; `last` is what stands behind the last newline. Undefined is a line that is
 * too long.
 */
export async function readLines(
  path: string,
  maxBytes: number,
  consume: (line: Buffer | undefined, last: boolean) => boolean,
  firstChunk = CHUNK,
): Promise<{ size: number; endsWithNewline: boolean }> {
  const file = await openRegularFile(path);
  try {
    const whole = (await file.stat()).size;
    if (whole > MAX_BYTES && maxBytes > MAX_BYTES) {
      throw new Error(`it has more than ${MAX_BYTES / 1024 ** 3} GiB, which is the most`);
    }
    /** Pieces of a line whose end has not come yet. */
    let rest: Buffer[] = [];
    let restBytes = 0;
    const joined = (end: Buffer): Buffer | undefined => {
      if (restBytes + end.length > MAX_LINE_BYTES) return undefined;
      return rest.length > 0 ? Buffer.concat([...rest, end]) : end;
    };
    let size = 0;
    let endsWithNewline = true;
    let sliceEnd = performance.now() + SLICE_MS;
    let want = firstChunk;
    while (size < maxBytes) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(want), 0, Math.min(want, maxBytes - size), size);
      if (bytesRead === 0) break;
      want = CHUNK;
      const chunk = buffer.subarray(0, bytesRead);
      size += bytesRead;
      endsWithNewline = chunk[bytesRead - 1] === 10;
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const line = chunk.subarray(from, end);
        if (!consume(joined(line), false)) return { size, endsWithNewline };
        rest = [];
        restBytes = 0;
        from = end + 1;
        if (performance.now() > sliceEnd) {
          await turnOfTheLoop();
          sliceEnd = performance.now() + SLICE_MS;
        }
      }
      if (from === chunk.length) continue;
      // Zero bytes are taken out of a line; of many, a few are enough to say so.
      const piece = isHole(chunk) ? chunk.subarray(0, 1) : chunk.subarray(from);
      restBytes += piece.length;
      if (restBytes > MAX_LINE_BYTES) rest = [];
      else rest.push(piece);
    }
    consume(joined(Buffer.alloc(0)), true);
    return { size, endsWithNewline };
  } finally {
    await file.close();
  }
}

const isHole = (chunk: Buffer): boolean => chunk[0] === 0 && chunk.equals(ZEROS.subarray(0, chunk.length));

function noRollout(path: string, reason: string): AppError {
  return new AppError('rollout_invalid', reason, { path, reason });
}

/** Understands lines, for the list and for loading alike. */
export class RolloutReader {
  meta: ConversationMeta | undefined;
  metaLine = '';
  base: HistoryBase | undefined;
  nextOrdinal: number | undefined;
  readonly records: ConversationRecord[] = [];
  readonly lines: string[] = [];
  blank = true;
  readonly #decoder = new Decoder();
  readonly #counts = { broken: 0, unknown: 0, zeros: 0, replaced: 0, torn: 0 };
  /** Where turns begin in `records`. */
  readonly #turns: number[] = [];
  #turnOpen = false;
  /** Events of the turn so far by what they show: with a line of their own, and made from items. */
  #shown = new Map<string, { lines: number; made: number[] }>();
  #number = 0;

  /** Undefined: a line that is too long. */
  line(bytes: Buffer | undefined, last = false): void {
    this.#number++;
    if (bytes === undefined) {
      this.blank = false;
      this.#counts.broken++;
      return;
    }
    const text = bytes.toString();
    let line = this.#number === 1 ? text.replace(/^\ufeff/, '') : text;
    if (line.includes('\0')) {
      this.#counts.zeros++; // some file systems fill the end of a file with them after a crash
      line = line.replaceAll('\0', '');
    }
    line = line.trim();
    if (line === '') return;
    this.blank = false;
    const json = parse(line);
    if (json === undefined) {
      this.#counts[last ? 'torn' : 'broken']++;
      return;
    }
    if (line.includes('\ufffd') && !isUtf8(bytes)) this.#counts.replaced++;
    this.#read(json, line);
  }

  findings(): string[] {
    const { broken, unknown, zeros, replaced, torn } = this.#counts;
    return [
      ...(torn ? ['The last line was cut off and is left out.'] : []),
      ...(broken ? [`${broken} lines are not JSON and are left out.`] : []),
      ...(unknown
        ? [`${unknown} lines are of a kind that this version does not know; they are kept in the file.`]
        : []),
      ...(zeros ? [`${zeros} lines held zero bytes, which were taken out.`] : []),
      ...(replaced ? [`${replaced} lines hold characters that are no text.`] : []),
    ];
  }

  #read(json: Record<string, unknown>, line: string): void {
    const ordinal = ordinalOf(line);
    if (ordinal !== undefined) this.nextOrdinal = ordinal + 1;
    const bare = linesOfBare(json);
    if (bare) {
      for (const [n, form] of bare.entries()) this.#decode(form, n === 0 ? line : '');
      return;
    }
    const { type, payload } = json as { type?: unknown; payload?: Record<string, unknown> };
    if (type === 'event_msg') {
      if (payload?.type === 'task_started' || payload?.type === 'turn_started') this.#beginTurn(true);
      if (payload?.type === 'thread_rolled_back') return this.#rollBack(Number(payload.num_turns));
      if (payload?.type === 'item_completed') return this.#item(json, payload.item, line);
    }
    if (isPassedOver(json)) this.#add({ type: 'unknown' }, line);
    else this.#decode(json, line);
    if (type === 'response_item' && payload) this.#addPictures(json, payload);
  }

  /** They belong to the line of their output, so that they have none of their own. */
  #addPictures(json: Record<string, unknown>, payload: Record<string, unknown>): void {
    for (const message of picturesOf(payload) ?? []) {
      const form = knownForm({ ...json, payload: message });
      const record = form && this.#decoder.decode(form);
      if (!record || 'meta' in record) continue;
      this.records.push(record);
      this.lines.push('');
    }
  }

  #decode(json: Record<string, unknown>, line: string): void {
    const record = this.#decoder.decode(knownForm(json) ?? json);
    if ('meta' in record) {
      // The first counts; a fork of the reference carries that of its source behind its own.
      if (this.meta) return;
      this.meta = record.meta;
      this.metaLine = line;
      this.base = record.base;
      return;
    }
    if (record.type === 'unknown') this.#counts.unknown++;
    if (record.type === 'event') this.#takeBackMade(record);
    this.#add(record, line);
  }

  /** A line that a later release writes in the place of v1's events. Where both stand, the event counts. */
  #item(json: Record<string, unknown>, item: unknown, line: string): void {
    let own = line;
    for (const payload of eventsOfItem(item)) {
      const key = keyOf(payload);
      const shown = this.#shownAs(key);
      if (shown.lines > 0) {
        shown.lines--;
        continue;
      }
      const form = knownForm({ ...json, type: 'event_msg', payload });
      const record = form && this.#decoder.decode(form);
      if (!record || 'meta' in record) continue;
      shown.made.push(this.records.length);
      this.#add(record, own);
      own = '';
    }
    if (own !== '') this.#add({ type: 'unknown' }, own);
  }

  /** Takes back the event that was made from an item when its own line comes after it. */
  #takeBackMade(record: Extract<ConversationRecord, { type: 'event' }>): void {
    const key = keyOfEvent(record);
    if (key === undefined) return;
    const shown = this.#shownAs(key);
    const made = shown.made.pop();
    if (made !== undefined) this.records[made] = { type: 'unknown' };
    else shown.lines++;
  }

  #shownAs(key: string) {
    const shown = this.#shown.get(key) ?? { lines: 0, made: [] };
    this.#shown.set(key, shown);
    return shown;
  }

  #add(record: ConversationRecord, line: string): void {
    const isUser = record.type === 'history' && record.item.type === 'message' && record.item.role === 'user';
    if (isUser && !isContextMessage(record)) this.#beginTurn(false);
    this.records.push(record);
    this.lines.push(line);
  }

  /** A turn begins where a line says so, in other files with a message of the user. */
  #beginTurn(announced: boolean): void {
    if (!announced && this.#turnOpen) return;
    this.#turnOpen = announced;
    this.#turns.push(this.records.length);
    this.#shown = new Map();
  }

  /** The last turns do not count any more. */
  #rollBack(count: number): void {
    if (!Number.isInteger(count) || count <= 0) return;
    const start = this.#turns.splice(-count)[0];
    if (start === undefined) return;
    this.records.length = start;
    this.lines.length = start;
    this.#turnOpen = false;
    this.#shown = new Map();
  }
}

function isContextMessage(record: ConversationRecord): boolean {
  if (record.type !== 'history' || record.item.type !== 'message') return false;
  const texts = record.item.content.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  return texts.length > 0 && texts.every(isInjected);
}

const keyOf = (payload: Record<string, unknown>): string =>
  `${payload.type} ${String(payload.message ?? payload.text)}`;

/** The same for an event that was read. */
function keyOfEvent({ event }: Extract<ConversationRecord, { type: 'event' }>): string | undefined {
  if (event.type !== 'item-completed') return undefined;
  const { item } = event;
  switch (item.type) {
    case 'user-message':
      return `user_message ${textsOf(item).join('')}`;
    case 'agent-message':
      return `agent_message ${item.texts.join('')}`;
    case 'reasoning':
      return item.summary.length > 0
        ? `agent_reasoning ${item.summary.join('')}`
        : `agent_reasoning_raw_content ${item.content.join('')}`;
    default:
      return undefined;
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
