import type { ListedMeta } from '../../core/ports/index.js';
import { textsOf } from '../../domain/item.js';
import { previewOf } from '../preview.js';
import { readLines } from './read-lines.js';
import { RolloutReader } from './rollout-reader.js';
import { type HeadResult, listed } from './usual-head.js';

type Wants = (meta: ListedMeta) => boolean;

/** The search for a first message ends after this many bytes. */
const MAX_READ = 16 * 1024 * 1024;
const NEWLINE = 10;

/** Reads the beginning of any rollout with the schemas. `start`: its first bytes. `isWhole`: there are no others. */
export async function searchHead(path: string, start: Buffer, isWhole: boolean, wants: Wants): Promise<HeadResult> {
  const search = new Search(wants);
  let from = 0;
  for (let end = start.indexOf(NEWLINE); end >= 0; end = start.indexOf(NEWLINE, from)) {
    if (!search.goesOn(start.subarray(from, end), false)) return search.result;
    from = end + 1;
  }
  if (!isWhole) return longHead(path, wants);
  search.goesOn(start.subarray(from), true);
  return search.result;
}

async function longHead(path: string, wants: Wants): Promise<HeadResult> {
  const search = new Search(wants);
  await readLines(path, { to: MAX_READ }, (line, last) => search.goesOn(line, last));
  return search.result;
}

/** Takes lines until what the list shows is known. */
class Search {
  readonly #reader = new RolloutReader();
  readonly #wants: Wants;
  #text: string | undefined;
  #hasUserMessage = false;
  #wanted: boolean | undefined;
  #next = 0;

  constructor(wants: Wants) {
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
