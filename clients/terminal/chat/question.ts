import type { v2 } from '../../../generated-types/index.js';
import { askedLine, UNREAD_MS } from './asking.js';
import { edited } from './composer.js';
import { shown, shownLine } from './harmless.js';
import type { Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { EMPTY, type Prompt, promptOf } from './prompt.js';
import { promptLines } from './prompt-lines.js';
import { type Asked, type Field, fieldsOf, type Read } from './question-fields.js';
import { clipped, indented, wrapWords } from './wrap.js';

export interface QuestionActions {
  readonly now: () => number;
  readonly cancelTurn: () => void;
  readonly openBrowser: (url: string) => void;
}

/** Questions of the model, and forms of MCP servers, one field after the other. */
export class QuestionPart implements Part {
  readonly #request: Asked;
  readonly #actions: QuestionActions;
  readonly #shownAt: number;
  readonly #fields: readonly Field[];
  readonly #answers: Record<string, v2.JsonValue> = {};
  #at = 0;
  #option = 0;
  /** Those that are chosen, where several may be. */
  #chosen: ReadonlySet<number> = new Set();
  #prompt: Prompt = EMPTY;
  #complaint = '';

  constructor(request: Asked, actions: QuestionActions) {
    this.#request = request;
    this.#actions = actions;
    this.#shownAt = actions.now();
    this.#fields = fieldsOf(request);
    this.#begin(0);
  }

  frame(size: Size, paint: Paint): Frame {
    const { columns } = size;
    const field = this.#fields[this.#at];
    const head = this.#head(columns, paint);
    const help = (keys: string): string => paint.dim(clipped(this.#isReady ? keys : '...', columns));
    if (!field) return { lines: [...head, help('y: yes \u00b7 n: no \u00b7 Esc: cancel')] };
    const count = this.#fields.length > 1 ? ` (${this.#at + 1} of ${this.#fields.length})` : '';
    const optional = field.isOptional ? paint.dim(' (optional)') : '';
    const title = wrapWords(paint.bold(shown(field.title) + count) + optional, columns);
    const options = field.options.map(({ label, hint }, n) => {
      const box = field.isMultiple ? (this.#chosen.has(n) ? '[x] ' : '[ ] ') : '';
      const line = clipped(`${n + 1}. ${box}${shownLine(label)}`, columns - 2);
      const chosen = n === this.#option && this.#prompt.text === '';
      const more = hint === '' ? [] : indented(wrapWords(paint.dim(shown(hint)), columns - 6), '     ');
      return [chosen ? `${paint.cyan('\u203a')} ${paint.bold(line)}` : `  ${line}`, ...more];
    });
    const complaint = this.#complaint === '' ? [] : [`${paint.red('\u25a0')} ${clipped(this.#complaint, columns - 2)}`];
    const chooses = field.isMultiple ? 'Space chooses \u00b7 ' : '';
    const foot = help(`${chooses}Enter answers \u00b7 Esc cancels`);
    const room = size.rows - head.length - title.length - complaint.length - 1;
    const above = [...head, ...title, ...around(options, this.#option, room), ...complaint];
    if (!field.isOpen) return { lines: [...above, foot] };
    const hidden = field.isSecret ? { ...this.#prompt, text: '\u2022'.repeat(this.#prompt.text.length) } : this.#prompt;
    const { lines, cursor } = promptLines(hidden, { width: columns, paint }, 4, 'Type an answer');
    return { lines: [...above, ...lines, foot], cursor: { x: cursor.x, y: cursor.y + above.length } };
  }

  key(key: Key): void {
    // Keys that were meant for the prompt must not answer the question.
    if (!this.#isReady) return;
    if (key.name === 'escape') return this.#cancel();
    const field = this.#fields[this.#at];
    if (!field) return this.#confirm(key);
    const last = field.options.length - 1;
    if (key.name === 'up') this.#option = Math.max(0, this.#option - 1);
    else if (key.name === 'down') this.#option = Math.min(last, this.#option + 1);
    else if (key.name === 'enter') this.#enter(field);
    else if (!field.isOpen && key.name === 'text') {
      const at = key.text === ' ' ? this.#option : Number(key.text) - 1;
      if (field.options[at]) this.#pick(field, at);
    } else if (field.isOpen) this.#prompt = edited(this.#prompt, key, { isImage: () => false });
  }

  get #isReady(): boolean {
    return this.#actions.now() - this.#shownAt >= UNREAD_MS;
  }

  #head(columns: number, paint: Paint): string[] {
    const request = this.#request;
    if (request.method === 'item/tool/requestUserInput') return [];
    const { params } = request;
    const from = askedLine(`The MCP server ${shownLine(params.serverName)} asks:`, columns, paint);
    const message = params.mode === 'openai/userVerification' ? params.description : params.message;
    const url = params.mode === 'url' ? wrapWords(paint.underline(shownLine(params.url)), columns) : [];
    return [from, ...wrapWords(shown(message), columns), ...url];
  }

  /** Chosen by its number or with Space. If several options may be chosen, it is marked. */
  #pick(field: Field, at: number): void {
    this.#option = at;
    if (!field.isMultiple) return this.#enter(field);
    const others = [...this.#chosen].filter((n) => n !== at);
    this.#chosen = new Set(this.#chosen.has(at) ? others : [...others, at]);
  }

  #enter(field: Field): void {
    const read = this.#given(field);
    if ('problem' in read) this.#complaint = read.problem;
    else this.#answer(field, read.value);
  }

  #given(field: Field): Read {
    if (field.isMultiple) return field.readList([...this.#chosen].sort().flatMap((n) => field.options[n]?.value ?? []));
    const option = field.options[this.#option];
    // `null` stands for no answer.
    if (this.#prompt.text === '' && option) return { value: option.value ?? undefined };
    if (this.#prompt.text === '' && field.isOptional) return { value: undefined };
    return field.read(this.#prompt.text);
  }

  /** Shows a field; what it has by default is there already. */
  #begin(at: number): void {
    this.#at = at;
    this.#complaint = '';
    const { options = [], preset } = this.#fields[at] ?? {};
    const presets: readonly unknown[] = Array.isArray(preset) ? preset : [preset];
    this.#chosen = new Set(options.flatMap(({ value }, n) => (presets.includes(value) ? [n] : [])));
    this.#option = Math.max(
      0,
      options.findIndex(({ value }) => presets.includes(value)),
    );
    const isText = options.length === 0 && (typeof preset === 'string' || typeof preset === 'number');
    this.#prompt = isText ? promptOf(String(preset)) : EMPTY;
  }

  #answer({ id }: Field, value: v2.JsonValue | undefined): void {
    if (value !== undefined) this.#answers[id] = value;
    this.#begin(this.#at + 1);
    if (this.#at < this.#fields.length) return;
    const request = this.#request;
    if (request.method === 'mcpServer/elicitation/request')
      request.answer({ action: 'accept', content: this.#answers, _meta: null });
    else
      request.answer({
        answers: Object.fromEntries(
          Object.entries(this.#answers).map(([key, text]) => [key, { answers: [String(text)] }]),
        ),
      });
  }

  /** A question without fields: yes or no. */
  #confirm(key: Key): void {
    const request = this.#request;
    if (request.method !== 'mcpServer/elicitation/request' || key.name !== 'text') return;
    const { params } = request;
    if (key.text === 'n') request.answer({ action: 'decline', content: null, _meta: null });
    if (key.text !== 'y') return;
    if (params.mode === 'url') this.#actions.openBrowser(params.url);
    request.answer({ action: 'accept', content: params.mode === 'url' ? null : {}, _meta: null });
  }

  #cancel(): void {
    const request = this.#request;
    if (request.method === 'mcpServer/elicitation/request')
      return request.answer({ action: 'cancel', content: null, _meta: null });
    request.answer({ answers: {} });
    this.#actions.cancelTurn();
  }
}

/** The lines of as many options as fit, with the one that is looked at. */
function around(options: readonly (readonly string[])[], at: number, room: number): string[] {
  let [first, last] = [at, at + 1];
  const linesOf = (): string[] => options.slice(first, last).flat();
  for (;;) {
    if (last < options.length && linesOf().length + (options[last]?.length ?? 0) <= room) last++;
    else if (first > 0 && linesOf().length + (options[first - 1]?.length ?? 0) <= room) first--;
    else return linesOf();
  }
}
