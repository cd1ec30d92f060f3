import { textsOf } from '../../domain/item.js';
import type { ConversationMeta } from '../../domain/record.js';
import { previewOf } from '../preview.js';
import { readLines } from './read-lines.js';
import { RolloutReader } from './rollout-reader.js';

/** What the list shows of a rollout. */
export interface Head {
  readonly meta: ConversationMeta;
  readonly preview: string;
}

/** `not-yet`: no user message so far. */
export type HeadResult = Head | 'not-yet';

const FIRST_READ = 32 * 1024;
/** The search for a first message ends after so many bytes. */
const MAX_READ = 16 * 1024 * 1024;

/** Reads a file until what the list shows of it is known; rejects when it cannot be read. */
export async function readHead(path: string): Promise<HeadResult> {
  const reader = new RolloutReader();
  const state = new Preview(reader);
  await readLines(path, { to: MAX_READ, firstChunk: FIRST_READ }, (line, last) => {
    reader.line(line, last);
    return !state.found();
  });
  if (!reader.meta) return 'not-yet';
  // A conversation that began with only a picture has no text to show, but it is listed.
  if (!state.hasUserMessage) return 'not-yet';
  return { meta: reader.meta, preview: state.text ?? '' };
}

/** Takes records from a reader until the first text of the user is known. */
class Preview {
  hasUserMessage = false;
  text: string | undefined;
  readonly #reader: RolloutReader;
  #next = 0;

  constructor(reader: RolloutReader) {
    this.#reader = reader;
  }

  found(): boolean {
    const { records, meta } = this.#reader;
    for (; this.#next < records.length; this.#next++) {
      const record = records[this.#next];
      if (record?.type === 'history' && record.item.type === 'message') {
        if (record.item.role !== 'developer') this.text ??= previewOf(record.item.content);
      } else if (record?.type === 'goal' && record.goal) {
        this.hasUserMessage = true;
        this.text ??= record.goal.objective;
      } else if (record?.type === 'event' && record.event.type === 'item-completed') {
        const { item } = record.event;
        if (item.type !== 'user-message') continue;
        this.hasUserMessage = true;
        // Other programs may leave out what the model was sent.
        this.text ??= previewOf(textsOf(item).map((text) => ({ type: 'input_text', text }))) || undefined;
      }
    }
    return meta !== undefined && this.hasUserMessage && this.text !== undefined;
  }
}
