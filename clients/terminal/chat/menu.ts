import { shownLine } from './harmless.js';
import type { Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { clipped, indented, stringWidth, wrapWords } from './wrap.js';

export interface Choice {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/** A list to choose from. */
export class Menu implements Part {
  readonly #title: string;
  readonly #choices: readonly Choice[];
  readonly #close: () => void;
  #at: number;

  constructor(title: string, choices: readonly Choice[], close: () => void, at = 0) {
    this.#title = title;
    this.#choices = choices;
    this.#close = close;
    this.#at = at;
  }

  frame({ columns, rows }: Size, paint: Paint): Frame {
    const title = wrapWords(paint.bold(this.#title), columns);
    const { label = '', hint = '' } = this.#choices[this.#at] ?? {};
    const isLong = stringWidth(`${this.#at + 1}. ${shownLine(label)}  ${shownLine(hint)}`) > columns - 2;
    // The full explanation of the chosen entry is shown.
    const explained = isLong ? indented(wrapWords(paint.dim(shownLine(hint)), columns - 5), '     ') : [];
    const room = Math.max(1, rows - title.length - 2 - explained.length);
    const first = Math.max(0, Math.min(this.#at - (room >> 1), this.#choices.length - room));
    const rowsShown = this.#choices.slice(first, first + room).flatMap(({ label, hint }, n) => {
      const isChosen = first + n === this.#at;
      const name = clipped(`${first + n + 1}. ${shownLine(label)}`, columns - 2);
      const more = hint ? clipped(`  ${shownLine(hint)}`, columns - 2 - stringWidth(name)) : '';
      if (!isChosen) return [`  ${name}${paint.dim(more)}`];
      return [`${paint.cyan('\u203a')} ${paint.bold(name)}${isLong ? '' : paint.dim(more)}`, ...explained];
    });
    return { lines: [...title, ...rowsShown, paint.dim(clipped('Enter chooses \u00b7 Esc leaves', columns))] };
  }

  key(key: Key): void {
    const last = this.#choices.length - 1;
    if (key.name === 'up') this.#at = this.#at === 0 ? last : this.#at - 1;
    else if (key.name === 'down') this.#at = this.#at === last ? 0 : this.#at + 1;
    else if (key.name === 'escape') this.#close();
    else if (key.name === 'enter') this.#choose(this.#at);
    else if (key.name === 'text' && /^[1-9]$/.test(key.text)) this.#choose(Number(key.text) - 1);
  }

  #choose(at: number): void {
    const choice = this.#choices[at];
    if (!choice) return;
    this.#close();
    choice.run();
  }
}
