import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../protocol/errors.js';
import type { HistoryBase } from '../../../protocol/rollout/rollout.js';
import type { PersistedEvent } from '../../domain/events.js';
import { type HistoryItem, isToolOutput } from '../../domain/history-item.js';
import { isInjected } from '../../domain/injected-text.js';
import type { Item, UserContent } from '../../domain/item.js';
import { isJsonObject } from '../../domain/json.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';
import { CallItems } from './call-items.js';
import { Decoder } from './codec.js';
import { diskItemOf } from './end-events.js';
import { isPassedOver, linesOfBare, picturesOf } from './foreign-lines.js';
import { readLines } from './read-lines.js';
import type { ReaderState } from './reader-state.js';
import { SharedTexts } from './shared-texts.js';
import { ITEM, TURN, TurnTracker } from './turn-tracker.js';
import { completedBy, Twins } from './twins.js';

export interface ReadRollout {
  readonly meta: ConversationMeta;
  /** The line of the meta. */
  readonly metaLine: string;
  /** The file continues the lines of another one. */
  readonly base: HistoryBase | undefined;
  readonly records: ConversationRecord[];
  /** The line of each record, without its newline; empty for the further records of one line. Undefined when lines were not kept. */
  readonly lines: string[] | undefined;
  readonly findings: string[];
  /** Bytes that were read. */
  readonly size: number;
  /** False when the last line has no newline: the next line must not be appended to it. */
  readonly endsWithNewline: boolean;
  /** The number of the next line, in a file whose lines are numbered. */
  readonly nextOrdinal: number | undefined;
}

export interface ReadOptions {
  /** At most this many bytes of the file are read. */
  readonly bytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The text of each line is kept; this doubles the memory. */
  readonly keepLines?: boolean;
  /** False: no items are made from the calls of the model. */
  readonly makeItems?: boolean;
}

/**
 * Reads a rollout to its end, or up to a given number of bytes. Broken lines are left out and counted; lines of unknown kinds are kept unchanged.
 * Throws `AppError` when there is no rollout to read.
 */
export async function readRollout(
  path: string,
  { bytes = Number.POSITIVE_INFINITY, signal, ...options }: ReadOptions = {},
): Promise<ReadRollout> {
  const reader = new RolloutReader(options);
  const consume = (line: Buffer | undefined, last: boolean): boolean => {
    signal?.throwIfAborted();
    reader.line(line, last);
    return true;
  };
  const { size, endsWithNewline } = await readLines(path, { to: bytes }, consume).catch((e: unknown) => {
    const reason = (e as Error).message;
    throw new AppError('rollout_unreadable', reason, { path, reason });
  });
  if (!reader.meta)
    throw noRollout(path, reader.blank ? 'empty session file' : 'failed to parse conversation ID from rollout file');
  const { meta, metaLine, base, records, lines, nextOrdinal } = reader;
  return { meta, metaLine, base, records, lines, nextOrdinal, findings: reader.findings(), size, endsWithNewline };
}

function noRollout(path: string, reason: string): AppError {
  return new AppError('rollout_invalid', reason, { path, reason });
}

/** Turns lines into records, both for the list and for loading. */
export class RolloutReader {
  meta: ConversationMeta | undefined;
  metaLine = '';
  base: HistoryBase | undefined;
  nextOrdinal: number | undefined;
  readonly records: ConversationRecord[] = [];
  readonly lines: string[] | undefined;
  blank = true;
  readonly #makesItems: boolean;
  readonly #decoder = new Decoder();
  readonly #texts = new SharedTexts();
  readonly #tracker = new TurnTracker();
  readonly #twins = new Twins();
  readonly #calls = new CallItems();
  /** The index in `records` of items made from calls or stored with an id, by that id. */
  readonly #byId = new Map<string, number>();
  readonly #counts = { broken: 0, unknown: 0, zeros: 0, replaced: 0, torn: 0 };
  readonly #turns: number[] = [];
  #turnOpen = false;
  #cwd = '';
  #number = 0;
  #beyond = 0;

  /** `state`: the reader continues after lines that another reader has read. */
  constructor({
    keepLines = false,
    makeItems = true,
    state,
  }: Pick<ReadOptions, 'keepLines' | 'makeItems'> & { readonly state?: ReaderState | undefined } = {}) {
    this.lines = keepLines ? [] : undefined;
    this.#makesItems = makeItems;
    if (!state) return;
    this.meta = state.meta;
    this.nextOrdinal = state.nextOrdinal;
    this.blank = false;
    this.#decoder.restore(state.decoder);
    this.#tracker.restore(state.tracker);
    Object.assign(this.#counts, state.counts);
    this.#turnOpen = state.turnOpen;
    this.#cwd = state.cwd;
    this.#number = state.lines;
  }

  /** What a reader needs to continue here, at the beginning of a turn. */
  get state(): ReaderState {
    return {
      meta: this.meta,
      nextOrdinal: this.nextOrdinal,
      decoder: this.#decoder.state,
      tracker: this.#tracker.state,
      counts: { ...this.#counts },
      turnOpen: this.#turnOpen,
      cwd: this.#cwd,
      lines: this.#number,
    };
  }

  /** Where turns begin in `records`. */
  get turns(): readonly number[] {
    return this.#turns;
  }

  /** The number of turns that lines in this reader have rolled back and that this reader has not read. */
  get beyond(): number {
    return this.#beyond;
  }

  /** The calls whose outputs become items here. */
  get calls(): Pick<CallItems, 'ids' | 'has'> {
    return this.#calls;
  }

  /** Undefined means a line that is too long. */
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
    this.#texts.share(json);
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
    if (typeof json.ordinal === 'number') this.nextOrdinal = json.ordinal + 1;
    const bare = linesOfBare(json);
    if (bare) {
      for (const [n, form] of bare.entries()) this.#decode(form, n === 0 ? line : '');
      return;
    }
    const { type, payload } = json as { type?: unknown; payload?: Record<string, unknown> };
    if (type === 'event_msg' && payload?.type === 'thread_rolled_back')
      return this.#rollBack(Number(payload.num_turns));
    this.#decode(json, line);
    if (type === 'response_item' && payload) this.#addPictures(json, payload);
  }

  /** These records belong to the line of their output and have no line of their own. */
  #addPictures(json: Record<string, unknown>, payload: Record<string, unknown>): void {
    for (const message of picturesOf(payload) ?? []) {
      const record = this.#decoder.decode({ ...json, payload: message });
      if ('meta' in record) continue;
      this.records.push(record);
      this.lines?.push('');
    }
  }

  #decode(json: Record<string, unknown>, line: string): void {
    const record = this.#decoder.decode(json);
    if ('meta' in record) {
      // The first `session_meta` line counts. In a fork by 0.171, the line of its source follows it.
      if (this.meta) return;
      this.meta = record.meta;
      this.metaLine = line;
      this.base = record.base;
      return;
    }
    if (record.type === 'unknown' && !isPassedOver(json)) this.#counts.unknown++;
    if (record.type === 'sampling') this.#cwd = record.settings.cwd;
    if (record.type === 'event') return this.#addEvent(record, json, line);
    this.#add(record, line);
    if (record.type === 'history') this.#addMade(record.item);
  }

  #addEvent({ event: read, turnId }: EventRecord, json: Record<string, unknown>, line: string): void {
    const event = withId(read, json[ITEM]);
    if (event.type === 'turn-started') this.#beginTurn(true);
    if (event.type === 'turn-ended') this.#turnOpen = false;
    const turn = this.#tracker.turnOf(event, turnId ?? json[TURN], this.#number - 1);
    const at = this.records.length;
    this.#add({ type: 'event', event, turnId: turn }, line);
    if (event.type === 'item-completed') this.#pair(event.item, at, turnId !== null || isWhole(json), turn);
  }

  /** An item that is stored twice, as an event and as a whole item, is one item: the whole one counts. */
  #pair(item: Item, at: number, whole: boolean, turn: string | null): void {
    if (!whole) {
      const twin = this.#twins.event(item, at);
      if (twin === undefined) return;
      this.records[at] = { type: 'unknown' };
      this.#replace(twin, (known) => completedBy(known, item));
      return;
    }
    for (const earlier of this.#twins.item(item, at)) {
      this.#replace(at, (known) => completedBy(known, itemAt(this.records[earlier]) ?? known));
      this.records[earlier] = { type: 'unknown' };
    }
    if (item.type === 'user-message') this.#replace(at, (known) => withPictures(known, this.#lastMessage(at)));
    if (!('callId' in item)) return;
    const key = `${turn} ${item.callId}`;
    const made = this.#byId.get(key);
    if (made !== undefined) this.records[made] = { type: 'unknown' };
    this.#byId.set(key, at);
  }

  #replace(at: number, change: (known: Item) => Item): void {
    const record = this.records[at];
    const item = itemAt(record);
    if (record?.type !== 'event' || !item) return;
    const changed = change(item);
    if (changed !== item) this.records[at] = { ...record, event: { type: 'item-completed', item: changed } };
  }

  /** The message for the model that comes before its item. */
  #lastMessage(at: number): HistoryItem | undefined {
    for (let n = at - 1; n >= 0 && n >= at - 3; n--) {
      const record = this.records[n];
      if (record?.type === 'history') return record.item;
    }
    return undefined;
  }

  /** In files without items for tools, the items are made from the calls of the model and their outputs. */
  #addMade(item: HistoryItem): void {
    if (this.nextOrdinal !== undefined) return;
    const make = this.#calls.take(item, this.#cwd || (this.meta?.cwd ?? ''));
    const turnId = this.#tracker.current;
    if (!make || !isToolOutput(item) || turnId === null) return;
    const key = `${turnId} ${item.call_id}`;
    if (this.#byId.has(key)) return;
    this.#decoder.passedItem();
    this.#byId.set(key, this.records.length);
    const event = (): ConversationRecord => ({
      type: 'event',
      event: { type: 'item-completed', item: make() },
      turnId,
    });
    this.#add(this.#makesItems ? event() : { type: 'unknown' }, '');
  }

  #add(record: ConversationRecord, line: string): void {
    const isUser = record.type === 'history' && record.item.type === 'message' && record.item.role === 'user';
    if (isUser && !isContextMessage(record)) this.#beginTurn(false);
    this.records.push(record);
    this.lines?.push(line);
  }

  /** A turn begins at the line that marks its start; in files without such lines, at a user message. */
  #beginTurn(announced: boolean): void {
    if (!announced && this.#turnOpen) return;
    this.#turnOpen = announced;
    this.#turns.push(this.records.length);
    this.#twins.clear();
  }

  /** The last turns were rolled back and no longer count. */
  #rollBack(count: number): void {
    if (!Number.isInteger(count) || count <= 0) return;
    this.#beyond = Math.max(this.#beyond, count - this.#turns.length);
    const start = this.#turns.splice(-count)[0];
    if (start === undefined) return;
    this.records.length = start;
    if (this.lines) this.lines.length = start;
    this.#turnOpen = false;
    this.#tracker.forget();
    this.#twins.clear();
    this.#calls.clear();
    this.#byId.clear();
  }
}

function isContextMessage(record: ConversationRecord): boolean {
  if (record.type !== 'history' || record.item.type !== 'message') return false;
  const texts = record.item.content.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  return texts.length > 0 && texts.every(isInjected);
}

type EventRecord = Extract<ConversationRecord, { type: 'event' }>;

const itemAt = (record: ConversationRecord | undefined): Item | undefined =>
  record?.type === 'event' && record.event.type === 'item-completed' ? record.event.item : undefined;

const withId = (event: PersistedEvent, id: unknown): PersistedEvent =>
  event.type === 'item-completed' && typeof id === 'string' ? { ...event, item: { ...event.item, id } } : event;

/** Whether a line stores a whole item, not events of 0.44. */
function isWhole({ payload }: Record<string, unknown>): boolean {
  return isJsonObject(payload) && (payload.type === 'item_completed' || diskItemOf(payload) !== undefined);
}

/** Pictures from files; the message for the model holds their content as it was read. */
function withPictures(item: Item, sent: HistoryItem | undefined): Item {
  if (item.type !== 'user-message' || sent?.type !== 'message') return item;
  const isSent = ({ type }: UserContent): boolean => type !== 'skill' && type !== 'mention';
  if (sent.content.length !== item.content.filter(isSent).length) return item;
  let n = 0;
  const content = item.content.map((part): UserContent => {
    if (!isSent(part)) return part;
    const as = sent.content[n++];
    return part.type === 'local-image' && as?.type === 'input_image' ? { ...part, url: as.image_url } : part;
  });
  return { ...item, content };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
