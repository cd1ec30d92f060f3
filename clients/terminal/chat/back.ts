import type { UserCell } from '../../library/transcript/index.js';
import { shownLine } from './harmless.js';
import { ctrlOf, type Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { clipped } from './wrap.js';

const MOST = 10;

/** Goes back: shows the earlier messages of the user. At first, the newest one is chosen. Esc and Up go to older ones. */
export class BackPart implements Part {
  readonly #messages: readonly UserCell[];
  readonly #done: (cell: UserCell | undefined) => void;
  #at: number;

  constructor(messages: readonly UserCell[], done: (cell: UserCell | undefined) => void) {
    this.#messages = messages;
    this.#done = done;
    this.#at = messages.length - 1;
  }

  frame({ columns, rows }: Size, paint: Paint): Frame {
    const most = Math.max(1, Math.min(MOST, rows - 3));
    const first = Math.max(0, Math.min(this.#at - (most >> 1), this.#messages.length - most));
    const lines = this.#messages.slice(first, first + most).map(({ text }, n) => {
      const line = clipped(shownLine(text), columns - 2);
      return first + n === this.#at ? `${paint.cyan('\u203a')} ${paint.bold(line)}` : `  ${paint.dim(line)}`;
    });
    const help = 'Esc or Up: older \u00b7 Down: newer \u00b7 Enter: edit it and go on from there \u00b7 q: leave';
    return {
      lines: [
        paint.bold(clipped('Go back to before which message?', columns)),
        ...lines,
        paint.dim(clipped(help, columns)),
      ],
    };
  }

  key(key: Key): void {
    if (key.name === 'escape' || key.name === 'up' || key.name === 'left') this.#at = Math.max(0, this.#at - 1);
    else if (key.name === 'down' || key.name === 'right') this.#at = Math.min(this.#messages.length - 1, this.#at + 1);
    else if (key.name === 'enter') this.#done(this.#messages[this.#at]);
    else if ((key.name === 'text' && key.text === 'q') || ctrlOf(key) === 'd') this.#done(undefined);
  }
}
