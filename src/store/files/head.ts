import { closeSync, fstatSync, readSync } from 'node:fs';
import type { ListedMeta } from '../../core/ports/index.js';
import { textsOf } from '../../domain/item.js';
import type { ConversationMeta } from '../../domain/record.js';
import { type Mark, markOf } from '../../os/file-mark.js';
import { openRegularFileSync } from '../../os/open-regular-file.js';
import { previewOf } from '../preview.js';
import { lastModel } from './last-model.js';
import { readLines } from './read-lines.js';
import { RolloutReader } from './rollout-reader.js';
import { usualHead } from './usual-head.js';

/** What the list shows of a rollout. */
export interface Head {
  readonly meta: ListedMeta;
  /** Undefined when the list does not want the conversation. Then this was not searched for. */
  readonly preview: string | undefined;
}

/** `not-yet`: no user message so far. */
export type HeadResult = Head | 'not-yet';

export interface Wish {
  /** Whether the list can show such a conversation. */
  readonly wants: (meta: ListedMeta) => boolean;
  readonly withModel: boolean;
}

const EVERYTHING: Wish = { wants: () => true, withModel: false };

export interface ReadHead {
  /** From before it was read. */
  readonly mark: Mark;
  readonly head: HeadResult;
  /** The model of the last turn. Undefined when it was not searched for. */
  readonly model: string | null | undefined;
}

/**
 * In nearly every file, the first bytes hold what the list needs. They are read synchronously: this takes less time than a start of work in Node's thread pool.
 */
const FIRST_READ = 32 * 1024;
/** The search for a first message ends after this many bytes. */
const MAX_READ = 16 * 1024 * 1024;
const NEWLINE = 10;

/** Each use fills and reads the buffer in one synchronous step. */
const buffer = Buffer.allocUnsafe(FIRST_READ);

/** Reads a file until what the list shows of it is known; rejects when it cannot be read. */
export async function readHead(path: string, { wants, withModel }: Wish = EVERYTHING): Promise<ReadHead> {
  const fd = openRegularFileSync(path);
  let mark: Mark;
  let head: HeadResult | undefined;
  let model: string | null | undefined;
  try {
    mark = markOf(fstatSync(fd));
    const start = buffer.subarray(0, readSync(fd, buffer, 0, FIRST_READ, 0));
    head = headIn(start, wants);
    const isShown = head !== 'not-yet' && (head === undefined || head.preview !== undefined);
    if (withModel && isShown) model = lastModel(fd, mark.size, start);
  } finally {
    closeSync(fd);
  }
  return { mark, head: head ?? (await longHead(path, wants)), model };
}

/** Undefined when more of the file must be read. */
function headIn(start: Buffer, wants: Wish['wants']): HeadResult | undefined {
  const usual = usualHead(start, wants);
  if (usual) return { meta: listed(usual.meta), preview: usual.preview };
  const search = new Search(wants);
  let from = 0;
  for (let end = start.indexOf(NEWLINE); end >= 0; end = start.indexOf(NEWLINE, from)) {
    if (!search.goesOn(start.subarray(from, end), false)) return search.result;
    from = end + 1;
  }
  if (start.length === FIRST_READ) return undefined;
  search.goesOn(start.subarray(from), true);
  return search.result;
}

async function longHead(path: string, wants: Wish['wants']): Promise<HeadResult> {
  const search = new Search(wants);
  await readLines(path, { to: MAX_READ }, (line, last) => search.goesOn(line, last));
  return search.result;
}

/** Takes lines until what the list shows is known. */
class Search {
  readonly #reader = new RolloutReader();
  readonly #wants: Wish['wants'];
  #text: string | undefined;
  #hasUserMessage = false;
  #wanted: boolean | undefined;
  #next = 0;

  constructor(wants: Wish['wants']) {
    this.#wants = wants;
  }

  /** False when it is known. */
  goesOn(line: Buffer | undefined, last: boolean): boolean {
    this.#reader.line(line, last);
    const { meta } = this.#reader;
    if (meta) this.#wanted ??= this.#wants(meta);
    if (this.#wanted === false) return false;
    this.#lookAtRecords();
    return meta === undefined || !this.#hasUserMessage || this.#text === undefined;
  }

  get result(): HeadResult {
    const { meta } = this.#reader;
    if (!meta) return 'not-yet';
    if (this.#wanted === false) return { meta: listed(meta), preview: undefined };
    // A conversation that began with only a picture has no text to show, but it is listed.
    return this.#hasUserMessage ? { meta: listed(meta), preview: this.#text ?? '' } : 'not-yet';
  }

  #lookAtRecords(): void {
    const { records } = this.#reader;
    for (; this.#next < records.length; this.#next++) {
      const record = records[this.#next];
      if (record?.type === 'history' && record.item.type === 'message') {
        if (record.item.role !== 'developer') this.#text ??= previewOf(record.item.content);
      } else if (record?.type === 'goal' && record.goal) {
        this.#hasUserMessage = true;
        this.#text ??= record.goal.objective;
      } else if (record?.type === 'event' && record.event.type === 'item-completed') {
        const { item } = record.event;
        if (item.type !== 'user-message') continue;
        this.#hasUserMessage = true;
        // Other programs may leave out what the model was sent.
        this.#text ??= previewOf(textsOf(item).map((text) => ({ type: 'input_text', text }))) || undefined;
      }
    }
  }
}

/** The line without members that can be long and are not shown. */
const listed = ({ instructions, dynamicTools, ...meta }: ConversationMeta): ListedMeta => meta;
