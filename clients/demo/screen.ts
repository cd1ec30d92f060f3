const colours = { dim: 90, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, bold: 1 } as const;
export type Colour = keyof typeof colours;

export interface ScreenOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Shows the lines on the wire alone. */
  readonly raw: boolean;
}

/** Writes to an output that cannot be changed afterwards. On a terminal, it uses colours and breaks lines between words. */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  readonly #raw: boolean;
  readonly #colour: boolean;
  /** The text that streams: its key, the column that it has come to, and the beginning of a word whose end has not come yet. */
  #open: { readonly key: string; readonly colour: Colour; column: number; word: string } | undefined;

  constructor(out: NodeJS.WriteStream, { env, raw }: ScreenOptions) {
    this.#out = out;
    this.#raw = raw;
    this.#colour = out.isTTY === true && !env.NO_COLOR;
  }

  title(text: string): void {
    this.line('bold', text, '\n');
  }

  note(text: string): void {
    this.line('dim', `  ${text}`);
  }

  heading(colour: Colour, text: string): void {
    this.line(colour, `▌ ${text}`, '\n');
  }

  line(colour: Colour | undefined, text: string, before = ''): void {
    if (this.#raw) return;
    const lines = text.split('\n').flatMap((line) => wrapped(line, this.#out.columns ?? Infinity));
    this.#write(`${before}${lines.map((line) => this.#paint(colour, line)).join('\n')}`);
  }

  wire(direction: '->' | '<-', line: string): void {
    if (this.#raw) this.#write(`${this.#paint(direction === '->' ? 'yellow' : 'cyan', direction)} ${line}`);
  }

  /** Writes more of a text; its heading too, unless the text with this key was the last that was written. */
  stream(key: string, heading: { readonly colour: Colour; readonly text: string }, more: string): void {
    if (this.#raw || more === '') return;
    if (this.#open?.key !== key) {
      this.heading(heading.colour, heading.text);
      this.#open = { key, colour: heading.colour, column: 0, word: '' };
    }
    const words = `${this.#open.word}${more}`.split(/(?<=\s)/);
    const last = words.at(-1) ?? '';
    this.#open.word = /\s$/.test(last) ? '' : last;
    this.#words(this.#open.word === '' ? words : words.slice(0, -1));
  }

  /** Writes words of the text that streams, on the next line where they do not fit. */
  #words(words: readonly string[]): void {
    const open = this.#open;
    if (!open || words.length === 0) return;
    const text = words
      .map((word) => {
        const breaks = open.column > 0 && open.column + word.trimEnd().length > (this.#out.columns ?? Infinity);
        open.column = word.endsWith('\n') ? 0 : (breaks ? 0 : open.column) + word.length;
        return breaks ? `\n${word}` : word;
      })
      .join('');
    this.#out.write(open.colour === 'dim' ? this.#paint('dim', text) : text);
  }

  /** Ends the line of a text that streams. */
  flush(): void {
    if (this.#open) this.#write('');
  }

  #write(line: string): void {
    if (this.#open) this.#words([this.#open.word]);
    const end = this.#open ? '\n' : '';
    this.#open = undefined;
    this.#out.write(`${end}${line}\n`);
  }

  #paint(colour: Colour | undefined, text: string): string {
    return this.#colour && colour ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text;
  }
}

/** Breaks a line between words into lines that fit. All lines are indented like the first one. */
function wrapped(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    if (at <= indent.length) break; // a word that is longer than a line
    lines.push(rest.slice(0, at));
    rest = `${indent}${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}
