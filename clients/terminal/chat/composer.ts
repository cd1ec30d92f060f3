import type { Completion, Suggestions } from './completion.js';
import type { PromptHistory } from './history.js';
import { ctrlOf, type Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Size } from './part.js';
import * as edit from './prompt.js';
import { promptLines } from './prompt-lines.js';
import { clipped } from './wrap.js';

export interface ComposerActions {
  /** Sends the message: Enter, or Tab when Tab queues it. */
  submit(prompt: edit.Prompt, how: 'send' | 'queue'): void;
  isImage(path: string): boolean;
}

const MOST_LINES = 10;
const MOST_SUGGESTIONS = 8;

/** Where the user writes: editing, earlier prompts, and suggestions for the word at the cursor. */
export class Composer {
  readonly #history: PromptHistory;
  readonly #completion: Completion;
  readonly #actions: ComposerActions;
  #prompt = edit.EMPTY;
  /** The text that the user had written before going to an earlier prompt. */
  #draft: edit.Prompt | undefined;
  /** Its place in the history. */
  #at = 0;
  #selected = 0;
  /** The text for which the user has closed the suggestions. */
  #closed: string | undefined;

  constructor(history: PromptHistory, completion: Completion, actions: ComposerActions) {
    this.#history = history;
    this.#completion = completion;
    this.#actions = actions;
  }

  get prompt(): edit.Prompt {
    return this.#prompt;
  }
  get isEmpty(): boolean {
    return this.#prompt.text === '';
  }
  get isSuggesting(): boolean {
    return this.#suggestions() !== undefined;
  }

  set(prompt: edit.Prompt): void {
    this.#prompt = prompt;
    this.#draft = undefined;
    this.#selected = 0;
    this.#completion.look(prompt);
  }

  frame({ columns, rows }: Size, paint: Paint, placeholder: string): Frame {
    const most = Math.max(1, Math.min(MOST_LINES, rows - 2));
    const { lines, cursor } = promptLines(this.#prompt, { width: columns, paint }, most, placeholder);
    return { lines: [...lines, ...this.#suggestionLines(columns, rows - lines.length - 1, paint)], cursor };
  }

  key(key: Key, canQueue: boolean): void {
    const suggestions = this.#suggestions();
    if (suggestions && this.#suggestionKey(key, suggestions)) return;
    if (key.name === 'enter') return this.#enter(key);
    if (key.name === 'tab' && !key.shift) {
      if (canQueue && this.#prompt.text.trim() !== '') this.#submit('queue');
      return;
    }
    if (key.name === 'up' || key.name === 'down') return this.#vertical(key.name === 'up' ? -1 : 1);
    const next = edited(this.#prompt, key, this.#actions);
    if (next !== this.#prompt) this.#change(next);
  }

  closeSuggestions(): void {
    this.#closed = this.#prompt.text;
  }

  #enter(key: Key): void {
    const { text, cursor } = this.#prompt;
    if (key.shift || key.alt) return this.#change(edit.insert(this.#prompt, '\n'));
    if (text[cursor - 1] === '\\') return this.#change(edit.insert(edit.backspace(this.#prompt), '\n'));
    if (text.trim() !== '') this.#submit('send');
  }

  #submit(how: 'send' | 'queue'): void {
    const prompt = this.#prompt;
    this.set(edit.EMPTY);
    this.#at = 0;
    this.#actions.submit(prompt, how);
  }

  #change(prompt: edit.Prompt): void {
    if (prompt.text !== this.#prompt.text) this.#draft = undefined;
    this.#prompt = prompt;
    this.#selected = 0;
    this.#completion.look(prompt);
  }

  /** Up and Down move in the text; at its ends they go through earlier prompts. */
  #vertical(step: -1 | 1): void {
    const isAtEdge = this.#prompt.text === '' || this.#draft !== undefined;
    const inside = isAtEdge ? undefined : edit.inLine(this.#prompt, step);
    if (inside) return this.#change(inside);
    if (!isAtEdge && step === 1) return;
    const { texts } = this.#history;
    const at = (this.#draft ? this.#at : 0) - step;
    if (at < 0 || at > texts.length) return;
    this.#draft ??= this.#prompt;
    this.#at = at;
    this.#prompt = at === 0 ? this.#draft : edit.promptOf(texts[texts.length - at] ?? '');
    if (at === 0) this.#draft = undefined;
    this.#closed = this.#prompt.text;
  }

  #suggestions(): Suggestions | undefined {
    return this.#closed === this.#prompt.text ? undefined : this.#completion.of(this.#prompt);
  }

  #suggestionKey(key: Key, { items, from, isCommand }: Suggestions): boolean {
    const last = items.length - 1;
    if (key.name === 'up') this.#selected = this.#selected === 0 ? last : this.#selected - 1;
    else if (key.name === 'down') this.#selected = this.#selected >= last ? 0 : this.#selected + 1;
    else if (key.name === 'tab' || key.name === 'enter') {
      const chosen = items[Math.min(this.#selected, last)];
      if (!chosen) return false;
      const { text, cursor, attached } = this.#prompt;
      const head = `${text.slice(0, from)}${chosen.value} `;
      this.#change({ text: head + text.slice(cursor).trimStart(), cursor: head.length, attached });
      if (isCommand && key.name === 'enter') this.#submit('send');
    } else return false;
    return true;
  }

  #suggestionLines(columns: number, room: number, paint: Paint): string[] {
    const suggestions = this.#suggestions();
    if (!suggestions) return [];
    const { items } = suggestions;
    const most = Math.max(1, Math.min(MOST_SUGGESTIONS, room));
    const selected = Math.min(this.#selected, items.length - 1);
    const first = Math.max(0, Math.min(selected - most + 1, items.length - most));
    return items.slice(first, first + most).map(({ label, hint }, n) => {
      const name = clipped(label, columns - 4);
      const more = hint ? clipped(`  ${hint}`, Math.max(0, columns - 4 - name.length)) : '';
      return `  ${first + n === selected ? paint.inverse(name) : name}${paint.dim(more)}`;
    });
  }
}

/** The prompt after a key that edits it; the same prompt after any other. */
export function edited(prompt: edit.Prompt, key: Key, { isImage }: Pick<ComposerActions, 'isImage'>): edit.Prompt {
  switch (key.name) {
    case 'text':
      return edit.insert(prompt, key.text);
    case 'paste':
      return edit.paste(prompt, key.text, isImage);
    case 'backspace':
      return key.alt || key.ctrl ? edit.deleteWord(prompt) : edit.backspace(prompt);
    case 'delete':
      return edit.deleteForward(prompt);
    case 'left':
      return edit.moved(prompt, key.ctrl || key.alt ? edit.wordLeftOf(prompt) : edit.leftOf(prompt));
    case 'right':
      return edit.moved(prompt, key.ctrl || key.alt ? edit.wordRightOf(prompt) : edit.rightOf(prompt));
    case 'home':
      return edit.moved(prompt, edit.lineStart(prompt));
    case 'end':
      return edit.moved(prompt, edit.lineEnd(prompt));
    case 'letter':
      return key.alt ? ofAlt(prompt, key.text) : ofCtrl(prompt, ctrlOf(key));
    default:
      return prompt;
  }
}

function ofCtrl(prompt: edit.Prompt, letter: string | undefined): edit.Prompt {
  switch (letter) {
    case 'a':
      return edit.moved(prompt, edit.lineStart(prompt));
    case 'e':
      return edit.moved(prompt, edit.lineEnd(prompt));
    case 'b':
      return edit.moved(prompt, edit.leftOf(prompt));
    case 'f':
      return edit.moved(prompt, edit.rightOf(prompt));
    case 'd':
      return edit.deleteForward(prompt);
    case 'h':
      return edit.backspace(prompt);
    case 'w':
      return edit.deleteWord(prompt);
    case 'u':
      return edit.deleteToLineStart(prompt);
    case 'k':
      return edit.deleteToLineEnd(prompt);
    case 'j':
      return edit.insert(prompt, '\n');
    default:
      return prompt;
  }
}

function ofAlt(prompt: edit.Prompt, letter: string): edit.Prompt {
  if (letter === 'b') return edit.moved(prompt, edit.wordLeftOf(prompt));
  if (letter === 'f') return edit.moved(prompt, edit.wordRightOf(prompt));
  return prompt;
}
