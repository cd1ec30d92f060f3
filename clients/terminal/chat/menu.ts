import { shownLine } from './harmless.js';
import type { Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { clipped, wrapWords } from './wrap.js';

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
    const room = Math.max(1, rows - title.length - 2);
    const first = Math.max(0, Math.min(this.#at - (room >> 1), this.#choices.length - room));
    const rowsShown = this.#choices.slice(first, first + room).map(({ label, hint }, n) => {
      const name = clipped(`${first + n + 1}. ${shownLine(label)}`, columns - 2);
      const more = hint ? clipped(`  ${shownLine(hint)}`, columns - 2 - name.length) : '';
      return first + n === this.#at
        ? `${paint.cyan('\u203a')} ${paint.bold(name)}${paint.dim(more)}`
        : `  ${name}${paint.dim(more)}`;
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
