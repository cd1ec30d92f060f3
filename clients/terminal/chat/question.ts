import type { v2 } from '../../../generated-types/index.js';
import { edited } from './composer.js';
import { shown, shownLine } from './harmless.js';
import type { Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { EMPTY, type Prompt } from './prompt.js';
import { promptLines } from './prompt-lines.js';
import type { OpenRequest } from './session.js';
import { clipped, indented, wrapWords } from './wrap.js';

type Asked = Extract<OpenRequest, { method: 'item/tool/requestUserInput' | 'mcpServer/elicitation/request' }>;

/** One thing to answer: a text, or one of some. */
interface Field {
  readonly id: string;
  readonly title: string;
  readonly options: readonly { readonly label: string; readonly hint: string; readonly value: v2.JsonValue }[];
  /** A text of the user's own may be given too. */
  readonly isOpen: boolean;
  readonly isSecret: boolean;
  /** The value of a text; undefined for one that does not fit. */
  readonly read: (text: string) => v2.JsonValue | undefined;
}

/** Questions of the model, and forms of MCP servers, one field after the other. */
export class QuestionPart implements Part {
  readonly #request: Asked;
  readonly #actions: { cancelTurn: () => void; openBrowser: (url: string) => void };
  readonly #fields: readonly Field[];
  readonly #answers: Record<string, v2.JsonValue> = {};
  #at = 0;
  #option = 0;
  #prompt: Prompt = EMPTY;
  #complaint = '';

  constructor(request: Asked, actions: { cancelTurn: () => void; openBrowser: (url: string) => void }) {
    this.#request = request;
    this.#actions = actions;
    this.#fields = fieldsOf(request);
  }

  frame(size: Size, paint: Paint): Frame {
    const { columns } = size;
    const field = this.#fields[this.#at];
    const head = this.#head(columns, paint);
    if (!field) return { lines: [...head, paint.dim(clipped('y: yes \u00b7 n: no \u00b7 Esc: cancel', columns))] };
    const count = this.#fields.length > 1 ? ` (${this.#at + 1} of ${this.#fields.length})` : '';
    const title = wrapWords(paint.bold(shown(field.title) + count), columns);
    const options = field.options.flatMap(({ label, hint }, n) => {
      const line = clipped(`${n + 1}. ${shownLine(label)}`, columns - 2);
      const chosen = n === this.#option && this.#prompt.text === '';
      const more = hint === '' ? [] : indented(wrapWords(paint.dim(shown(hint)), columns - 6), '     ');
      return [chosen ? `${paint.cyan('\u203a')} ${paint.bold(line)}` : `  ${line}`, ...more];
    });
    const complaint = this.#complaint === '' ? [] : [paint.red(clipped(this.#complaint, columns))];
    const above = [...head, ...title, ...options, ...complaint];
    const help = paint.dim(clipped('Enter answers \u00b7 Esc cancels', columns));
    if (!field.isOpen) return { lines: [...above, help] };
    const hidden = field.isSecret ? { ...this.#prompt, text: '\u2022'.repeat(this.#prompt.text.length) } : this.#prompt;
    const { lines, cursor } = promptLines(hidden, { width: columns, paint }, 4, 'Type an answer');
    return { lines: [...above, ...lines, help], cursor: { x: cursor.x, y: cursor.y + above.length } };
  }

  key(key: Key): void {
    if (key.name === 'escape') return this.#cancel();
    const field = this.#fields[this.#at];
    if (!field) return this.#confirm(key);
    const last = field.options.length - 1;
    if (key.name === 'up') this.#option = Math.max(0, this.#option - 1);
    else if (key.name === 'down') this.#option = Math.min(last, this.#option + 1);
    else if (key.name === 'enter') this.#enter(field);
    else if (!field.isOpen && key.name === 'text') {
      const option = field.options[Number(key.text) - 1];
      if (option) this.#answer(field, option.value);
    } else if (field.isOpen) this.#prompt = edited(this.#prompt, key, { isImage: () => false });
  }

  #head(columns: number, paint: Paint): string[] {
    const request = this.#request;
    if (request.method === 'item/tool/requestUserInput') return [];
    const { params } = request;
    const from = paint.yellow(clipped(`The MCP server ${shownLine(params.serverName)} asks:`, columns));
    const message = params.mode === 'openai/userVerification' ? params.description : params.message;
    const url = params.mode === 'url' ? wrapWords(paint.underline(shownLine(params.url)), columns) : [];
    return [from, ...wrapWords(shown(message), columns), ...url];
  }

  #enter(field: Field): void {
    const option = field.options[this.#option];
    if (this.#prompt.text === '' && option) return this.#answer(field, option.value);
    const value = field.read(this.#prompt.text);
    if (value === undefined) this.#complaint = 'This answer does not fit.';
    else this.#answer(field, value);
  }

  #answer({ id }: Field, value: v2.JsonValue): void {
    this.#answers[id] = value;
    this.#prompt = EMPTY;
    this.#option = 0;
    this.#complaint = '';
    this.#at++;
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

function fieldsOf(request: Asked): Field[] {
  if (request.method === 'item/tool/requestUserInput') return request.params.questions.map(fieldOfQuestion);
  const { params } = request;
  if (!('requestedSchema' in params)) return [];
  const { properties = {} } = (params.requestedSchema ?? {}) as { properties?: Record<string, Property> };
  return Object.entries(properties).map(([id, property]) => fieldOfProperty(id, property));
}

function fieldOfQuestion({ id, question, options, isOther, isSecret }: v2.ToolRequestUserInputQuestion): Field {
  return {
    id,
    title: question,
    options: (options ?? []).map(({ label, description }) => ({ label, hint: description, value: label })),
    isOpen: isOther || !options?.length,
    isSecret,
    read: (text) => (text === '' ? undefined : text),
  };
}

interface Property {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
}

function fieldOfProperty(id: string, property: Property): Field {
  const { type, title = id, description, enum: names } = property;
  const values: readonly v2.JsonValue[] = type === 'boolean' ? [true, false] : (names ?? []);
  return {
    id,
    title: description ? `${title}: ${description}` : title,
    options: values.map((value) => ({
      label: value === true ? 'yes' : value === false ? 'no' : String(value),
      hint: '',
      value,
    })),
    isOpen: values.length === 0,
    isSecret: false,
    read: (text) => {
      if (type !== 'number' && type !== 'integer') return text;
      const number = Number(text);
      return text.trim() === '' || !Number.isFinite(number) || (type === 'integer' && !Number.isInteger(number))
        ? undefined
        : number;
    },
  };
}
