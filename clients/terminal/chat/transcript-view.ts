import type { Cell } from '../../library/transcript/index.js';
import { type CellLook, cellLines } from './cell-lines.js';
import { ctrlOf, type Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { livePlan } from './scrollback.js';
import type { Session } from './session.js';
import { clipped } from './wrap.js';

/** The whole conversation on the whole screen, with everything that the chat cuts. At its end it follows what happens. */
export class TranscriptView implements Part {
  readonly #session: Session;
  readonly #close: () => void;
  /** A cell that has not changed has the same lines. */
  #known = new WeakMap<Cell, string[]>();
  #columns = 0;
  /** The first line on the screen; undefined: the end is. */
  #top: number | undefined;
  #last = 0;
  #room = 1;

  constructor(session: Session, close: () => void) {
    this.#session = session;
    this.#close = close;
  }

  frame({ columns, rows }: Size, paint: Paint): Frame {
    if (columns !== this.#columns) this.#known = new WeakMap();
    this.#columns = columns;
    const lines = this.#lines({ width: columns, paint, cwd: this.#session.inForce?.cwd ?? '', isWhole: true });
    this.#room = Math.max(1, rows - 3);
    this.#last = Math.max(0, lines.length - this.#room);
    const top = Math.min(this.#top ?? this.#last, this.#last);
    const seen = lines.slice(top, top + this.#room);
    const empty = Array.from({ length: this.#room - seen.length }, () => '');
    return { lines: [...seen, ...empty, this.#foot(top, seen.length, lines.length, columns, paint)] };
  }

  key(key: Key): void {
    const at = this.#top ?? this.#last;
    const typed = key.name === 'text' ? key.text : (ctrlOf(key) ?? '');
    if (key.name === 'escape' || typed === 'q' || ['t', 'c', 'd'].includes(ctrlOf(key) ?? '')) this.#close();
    else if (key.name === 'up' || typed === 'k') this.#to(at - 1);
    else if (key.name === 'down' || typed === 'j') this.#to(at + 1);
    else if (key.name === 'pageup' || typed === 'b') this.#to(at - this.#room);
    else if (key.name === 'pagedown' || typed === ' ' || typed === 'f') this.#to(at + this.#room);
    else if (key.name === 'home' || typed === 'g') this.#to(0);
    else if (key.name === 'end' || typed === 'G') this.#to(this.#last);
  }

  #to(line: number): void {
    this.#top = line >= this.#last ? undefined : Math.max(0, line);
  }

  #lines(look: CellLook): string[] {
    const { cells } = this.#session.transcript;
    const plan = livePlan(cells);
    const blocks = cells.filter((cell) => cell !== plan).map((cell) => this.#linesOf(cell, look));
    if (plan) blocks.push(this.#linesOf(plan, look));
    return blocks.filter((lines) => lines.length > 0).flatMap((lines, n) => (n === 0 ? lines : ['', ...lines]));
  }

  #linesOf(cell: Cell, look: CellLook): string[] {
    const known = this.#known.get(cell) ?? cellLines(cell, look);
    this.#known.set(cell, known);
    return known;
  }

  #foot(top: number, shown: number, all: number, columns: number, paint: Paint): string {
    if (this.#session.requests.length > 0)
      return paint.inverse(clipped(' Something is asked of you: Ctrl-T goes back to it ', columns));
    const where = all === 0 ? 'Nothing was said yet' : `${top + 1}-${top + shown} of ${all}`;
    const live = this.#session.turn ? ' \u00b7 working' : '';
    return paint.inverse(clipped(` ${where}${live} \u00b7 Up, Down, PgUp, PgDn, Home, End \u00b7 q leaves `, columns));
  }
}
