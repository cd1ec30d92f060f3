import { ctrlOf, type Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { Screen } from './screen.js';
import type { Chunk } from './scrollback.js';
import { Terminal } from './terminal.js';

/** Keeps the keys that are typed before a part takes them. */
class Starting implements Part {
  readonly keys: Key[] = [];
  readonly #leave: () => void;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  frame(_: Size, paint: Paint): Frame {
    return { lines: [paint.dim('Starting ...')] };
  }

  key(key: Key): void {
    if (ctrlOf(key) === 'c') this.#leave();
    this.keys.push(key);
  }
}

/** The terminal, and the part that uses it. */
export class Ui {
  readonly #paint: Paint;
  readonly #starting: Starting;
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  #part: Part;
  #chunks: () => readonly Chunk[] = () => [];
  /** The part that has the whole screen at the moment. */
  #whole: Part | undefined;

  /** `leave` is called when the user does not wait for the start. */
  constructor(paint: Paint, leave: () => void) {
    this.#paint = paint;
    this.#starting = new Starting(leave);
    this.#part = this.#starting;
    this.#terminal = new Terminal(process.stdin, process.stdout, (key) => {
      if (ctrlOf(key) === 'z') return this.#suspend();
      this.#front.key(key);
      this.#screen.pressed();
    });
    this.#screen = new Screen(process.stdout, {
      frame: (size) => this.#front.frame(size, this.#paint),
      chunks: () => (this.#whole ? [] : this.#chunks()),
    });
  }

  get #front(): Part {
    return this.#whole ?? this.#part;
  }
  get columns(): number {
    return this.#screen.size.columns;
  }

  start(): void {
    this.#terminal.take();
    this.#screen.start();
  }

  /** The terminal is as it was. May be called at any time, and again. */
  end(): void {
    this.#screen.stop();
    this.#terminal.restore();
  }

  changed(): void {
    this.#screen.changed();
  }

  /** The shell has the terminal until the user says `fg`; all parts of the job stop, as with a program that does not read its keys. */
  #suspend(): void {
    this.end();
    // It returns when the job continues, or at once when no shell could continue it.
    process.kill(0, 'SIGTSTP');
    this.#terminal.take();
    this.#terminal.wholeScreen(this.#whole !== undefined);
    this.#screen.start();
  }

  /** Gives the terminal to a part. `chunks` is what it prints above itself. */
  show(part: Part, chunks: () => readonly Chunk[] = () => []): void {
    this.#part = part;
    this.#chunks = chunks;
    this.changed();
  }

  /** The keys that were pressed during the start. */
  typedAhead(): readonly Key[] {
    return this.#starting.keys.splice(0);
  }

  /** Gives a part the whole screen; without one, the other part has its place again. */
  fullscreen(part: Part | undefined): void {
    if (part === this.#whole) return;
    this.#screen.stop();
    this.#whole = part;
    this.#terminal.wholeScreen(part !== undefined);
    this.#screen.start();
  }
}
