import { createHash, type Hash } from 'node:crypto';
import type { Digester } from '../../core/ports/index.js';
import { isToolOutput } from '../../domain/history-item.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import type { IndexedPart } from './part-index.js';
import { readLines } from './read-lines.js';
import type { ReaderState } from './reader-state.js';
import { RolloutReader } from './rollout-reader.js';

/** A part ends with the first turn that brings it to this many bytes. */
const PART_BYTES = 1 << 20;
/** When more parts had to be joined, the file is read whole. */
const MAX_JOINS = 200;

export interface ScanOptions<D> {
  readonly path: string;
  readonly meta: ConversationMeta;
  readonly digester: Digester<D>;
  /** Parts that are known. */
  readonly known: readonly IndexedPart<D>[];
  readonly signal?: AbortSignal | undefined;
  readonly partBytes?: number | undefined;
}

/** What a scan finds: whole parts, and the reader of what comes after them. */
export interface Scanned<D> {
  readonly parts: readonly Omit<IndexedPart<D>, 'sample'>[];
  readonly rest: RolloutReader;
  readonly size: number;
  readonly endsWithNewline: boolean;
}

/**
 * Reads the lines after the known parts and cuts them into further parts, holding one of them at a time. A file is cut only where a turn begins. When a later
 * line refers to a turn or a call in an earlier part, or rolls one back, the parts since then become one, and their lines are read again. Undefined when this
 * happens too often.
 */
export async function scanParts<D>(options: ScanOptions<D>): Promise<Scanned<D> | undefined> {
  const scan = new Scan(options);
  for (let joins = 0; joins <= MAX_JOINS; joins++) {
    const scanned = await scan.run();
    if (scanned) return scanned;
  }
  return undefined;
}

class Scan<D> {
  readonly #options: ScanOptions<D>;
  readonly #parts: Omit<IndexedPart<D>, 'sample'>[];
  /** The part of each turn and call. */
  readonly #turns = new Map<string, number>();
  readonly #calls = new Map<string, number>();
  #reader = new RolloutReader();
  #hash: Hash = createHash('sha256');
  #start = 0;
  /** There is no cut before this position. */
  #whole = 0;

  constructor(options: ScanOptions<D>) {
    this.#options = options;
    this.#parts = [...options.known];
    for (const n of this.#parts.keys()) this.#note(n);
  }

  /** Reads to the end. Undefined when parts were joined: it must run again. */
  async run(): Promise<Scanned<D> | undefined> {
    const { path, meta, signal } = this.#options;
    const last = this.#parts.at(-1);
    this.#begin(last?.end ?? 0, last && { ...last.after, meta });
    let joined = false;
    const { size, endsWithNewline } = await readLines(
      path,
      { from: this.#start, to: Number.POSITIVE_INFINITY },
      (line, isLast, at) => {
        signal?.throwIfAborted();
        joined = !this.#line(line, isLast, at);
        return !joined;
      },
    );
    return joined ? undefined : { parts: this.#parts, rest: this.#reader, size, endsWithNewline };
  }

  /** False when parts were joined. */
  #line(line: Buffer | undefined, last: boolean, at: number): boolean {
    const { partBytes = PART_BYTES } = this.#options;
    const reader = this.#reader;
    const before = reader.records.length;
    const state = !last && at - this.#start >= partBytes && at >= this.#whole ? reader.state : undefined;
    reader.line(line, last);
    if (state?.meta && reader.turns.at(-1) === before && isCuttable(reader.records, before)) {
      this.#cut(at, reader.records.slice(0, before), state);
      return this.#line(line, last, at);
    }
    addLine(this.#hash, line);
    const part = this.#refersTo(before);
    if (part === undefined) return true;
    this.#join(part, at + 1);
    return false;
  }

  #begin(start: number, state: ReaderState | undefined): void {
    this.#start = start;
    this.#reader = new RolloutReader({ state });
    this.#hash = createHash('sha256');
  }

  #cut(end: number, records: readonly ConversationRecord[], after: ReaderState): void {
    const { digester } = this.#options;
    const turns = new Set<string>();
    for (const record of records) {
      if (record.type === 'event' && record.event.type !== 'usage-updated' && record.turnId !== null)
        turns.add(record.turnId);
    }
    const { calls, turns: begun, nextOrdinal } = this.#reader;
    this.#parts.push({
      start: this.#start,
      end,
      after: withoutMeta(after),
      hash: this.#hash.digest('hex'),
      turns: [...turns],
      // The last one begins the next part.
      begun: begun.length - 1,
      calls: nextOrdinal === undefined ? [...calls.ids] : [],
      digest: digester.digest(
        records,
        this.#parts.map(({ digest }) => digest),
      ),
    });
    this.#note(this.#parts.length - 1);
    this.#begin(end, after);
  }

  #note(n: number): void {
    const { turns = [], calls = [] } = this.#parts[n] ?? {};
    for (const turn of turns) this.#turns.set(turn, n);
    for (const call of calls) this.#calls.set(call, n);
  }

  /** The earlier part to which the last line refers; undefined when it refers to none. */
  #refersTo(before: number): number | undefined {
    if (this.#parts.length === 0) return undefined;
    const { records, beyond, calls, nextOrdinal } = this.#reader;
    if (beyond > 0) return this.#rolledBackTo(beyond);
    const parts = records.slice(before).map((record) => {
      if (record.type === 'history' && nextOrdinal === undefined && isToolOutput(record.item))
        return calls.has(record.item.call_id) ? undefined : this.#calls.get(record.item.call_id);
      if (record.type !== 'event' || record.event.type === 'usage-updated') return undefined;
      return record.turnId === null ? this.#parts.length - 1 : this.#turns.get(record.turnId);
    });
    const earlier = parts.filter((part) => part !== undefined);
    return earlier.length === 0 ? undefined : Math.min(...earlier);
  }

  #rolledBackTo(count: number): number {
    let left = count;
    let n = this.#parts.length - 1;
    for (; n > 0; n--) {
      left -= this.#parts[n]?.begun ?? 0;
      if (left <= 0) break;
    }
    return n;
  }

  /** The part, those after it and the lines up to `end` become one. */
  #join(part: number, end: number): void {
    this.#parts.length = part;
    this.#whole = end;
    this.#turns.clear();
    this.#calls.clear();
    for (const n of this.#parts.keys()) this.#note(n);
  }
}

/** Zero bytes in a line are as many as its disk has left there, but a reader drops them: they do not count. */
export function addLine(hash: Hash, line: Buffer | undefined): void {
  hash.update(line === undefined || line.includes(0) ? '?' : line);
  hash.update('\n');
}

const withoutMeta = ({ meta: _, ...state }: ReaderState) => state;

/** Whether the records from `at` on can be read without those before. A message that waits belongs to a later turn, and a picture to the next message. */
function isCuttable(records: readonly ConversationRecord[], at: number): boolean {
  const near = records.slice(Math.max(0, at - 3), at);
  if (near.some(holdsPicture)) return false;
  const waiting = new Set<string>();
  for (let n = 0; n < at; n++) {
    const record = records[n];
    if (record?.type === 'queued-input') waiting.add(record.id);
    if (record?.type === 'history' && record.queuedAs !== undefined) waiting.delete(record.queuedAs);
  }
  return waiting.size === 0;
}

const holdsPicture = (record: ConversationRecord): boolean =>
  record.type === 'history' &&
  record.item.type === 'message' &&
  record.item.content.some(({ type }) => type === 'input_image');
