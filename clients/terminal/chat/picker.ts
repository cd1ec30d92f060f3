import type { v2 } from '../../../generated-types/index.js';
import type { Client } from '../../library/index.js';
import { edited } from './composer.js';
import { shownLine } from './harmless.js';
import { ctrlOf, type Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { EMPTY, type Prompt } from './prompt.js';
import { promptLines } from './prompt-lines.js';
import { ThreadList } from './thread-list.js';
import { clipped, clippedStart, stringWidth } from './wrap.js';

export interface PickerOptions {
  readonly title: string;
  readonly client: Client;
  /** At first only conversations of this folder are shown, or with `isAll` those of all. */
  readonly folder: string;
  readonly isAll: boolean;
  /** One that is not offered. */
  readonly without?: string | undefined;
  readonly now: () => number;
  readonly changed: () => void;
  /** Undefined: the user chose none. */
  readonly picked: (thread: v2.Thread | undefined) => void;
}

/** Lets the user choose a conversation, from a list that can be filtered by words. The list is read only as far as it is shown. */
export class Picker implements Part {
  readonly #options: PickerOptions;
  #cwd: string | undefined;
  #list: ThreadList;
  #filter: Prompt = EMPTY;
  #at = 0;
  #top = 0;
  #room = 1;
  #error = '';

  constructor(options: PickerOptions) {
    this.#options = options;
    this.#cwd = options.isAll ? undefined : options.folder;
    this.#list = new ThreadList(options.client, this.#cwd, '');
  }

  get #threads(): readonly v2.Thread[] {
    return this.#list.threads.filter(({ id }) => id !== this.#options.without);
  }

  frame({ columns, rows }: Size, paint: Paint): Frame {
    const { title } = this.#options;
    const where = this.#cwd === undefined ? 'all folders' : shownLine(this.#cwd);
    const head = `${paint.bold(clipped(title, columns))}${paint.dim(clipped(` \u00b7 ${where}`, columns - title.length))}`;
    const filter = promptLines(this.#filter, { width: columns, paint }, 1, 'Type to filter');
    // Each conversation has two lines; four are above, and two below.
    this.#room = Math.max(1, Math.floor((rows - 7) / 2));
    this.#readOn();
    const threads = this.#threads;
    this.#at = Math.max(0, Math.min(this.#at, threads.length - 1));
    this.#top = Math.max(Math.min(this.#top, this.#at), this.#at - this.#room + 1);
    const list = threads
      .slice(this.#top, this.#top + this.#room)
      .flatMap((thread, n) => this.#rowOf(thread, this.#top + n === this.#at, columns, paint));
    const state = this.#state(threads.length);
    const keys = `Enter chooses \u00b7 Tab: ${this.#cwd === undefined ? 'this folder' : 'all folders'} \u00b7 Esc leaves`;
    return {
      lines: [
        head,
        '',
        ...filter.lines,
        '',
        ...list,
        ...(state === '' ? [] : [paint.dim(state)]),
        '',
        paint.dim(clipped(keys, columns)),
      ],
      cursor: { x: filter.cursor.x, y: 2 },
    };
  }

  key(key: Key): void {
    const last = this.#threads.length - 1;
    if (key.name === 'escape' && this.#filter.text !== '') this.#search(EMPTY);
    else if (key.name === 'escape' || ctrlOf(key) === 'c' || ctrlOf(key) === 'd') this.#options.picked(undefined);
    else if (key.name === 'enter') {
      const thread = this.#threads[this.#at];
      if (thread) this.#options.picked(thread);
    } else if (key.name === 'up' || ctrlOf(key) === 'p') this.#at = Math.max(0, this.#at - 1);
    else if (key.name === 'down' || ctrlOf(key) === 'n') this.#at = Math.min(last, this.#at + 1);
    else if (key.name === 'pageup') this.#at = Math.max(0, this.#at - this.#room);
    else if (key.name === 'pagedown') this.#at = Math.min(last, this.#at + this.#room);
    else if (key.name === 'home') this.#at = 0;
    else if (key.name === 'end') this.#at = last;
    else if (key.name === 'tab') this.#switchFolder();
    else {
      const next = edited(this.#filter, key, { isImage: () => false });
      if (next.text !== this.#filter.text) this.#search(next);
    }
  }

  #switchFolder(): void {
    this.#cwd = this.#cwd === undefined ? this.#options.folder : undefined;
    this.#search(this.#filter);
  }

  #search(filter: Prompt): void {
    this.#filter = filter;
    this.#list = new ThreadList(this.#options.client, this.#cwd, filter.text.trim());
    this.#at = 0;
    this.#error = '';
  }

  /** Reads what is on the screen, and one screen more. */
  #readOn(): void {
    const list = this.#list;
    const wanted = this.#at + 2 * this.#room;
    if (list.isWhole || list.threads.length >= wanted || this.#error !== '') return;
    list
      .read(wanted)
      .catch((e: Error) => {
        if (list === this.#list) this.#error = e.message;
      })
      .finally(() => this.#options.changed());
  }

  #state(count: number): string {
    if (this.#error !== '') return this.#error;
    if (!this.#list.isWhole) return count === 0 ? 'Reading ...' : '';
    if (count > 0) return '';
    return this.#filter.text === '' ? 'There is no conversation here.' : 'No conversation has these words.';
  }

  #rowOf(thread: v2.Thread, isChosen: boolean, columns: number, paint: Paint): string[] {
    const { name, preview, updatedAt, cwd, gitInfo } = thread;
    const title = clipped(
      shownLine(name ?? preview)
        .replace(/\s+/g, ' ')
        .trim() || '(no message)',
      columns - 2,
    );
    const age = ageOf(this.#options.now() / 1000 - updatedAt);
    const branch = gitInfo?.branch ? ` \u00b7 ${shownLine(gitInfo.branch)}` : '';
    const folder = clippedStart(shownLine(cwd), columns - 4 - age.length - 3 - stringWidth(branch));
    return [
      isChosen ? `${paint.cyan('\u203a')} ${paint.bold(title)}` : `  ${title}`,
      paint.dim(clipped(`    ${age} \u00b7 ${folder}${branch}`, columns)),
    ];
  }
}

export function ageOf(seconds: number): string {
  if (seconds < 60) return 'now';
  const [count, unit] =
    seconds < 3600 ? [seconds / 60, 'min'] : seconds < 86_400 ? [seconds / 3600, 'h'] : [seconds / 86_400, 'd'];
  return `${Math.floor(count)} ${unit} ago`;
}
