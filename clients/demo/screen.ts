const colours = { dim: 90, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, bold: 1 } as const;
export type Colour = keyof typeof colours;

export interface ScreenOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Shows the lines on the wire alone. */
  readonly raw: boolean;
}

/** Writes to a terminal, where what is written stays; with colour and whole words a line where the output is one. */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  readonly #raw: boolean;
  readonly #colour: boolean;
  /** The text that streams: its key, and the column that it has come to. */
  #open: { readonly key: string; column: number } | undefined;

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
    if (!this.#raw) this.#write(`${before}${this.#paint(colour, text)}`);
  }

  wire(direction: '->' | '<-', line: string): void {
    if (this.#raw) this.#write(`${this.#paint(direction === '->' ? 'yellow' : 'cyan', direction)} ${line}`);
  }

  /** Writes more of a text; its heading too, unless the text with this key was the last that was written. */
  stream(key: string, heading: { readonly colour: Colour; readonly text: string }, more: string): void {
    if (this.#raw || more === '') return;
    if (this.#open?.key !== key) {
      this.heading(heading.colour, heading.text);
      this.#open = { key, column: 0 };
    }
    const open = this.#open;
    const text = more
      .split(/(?<=\s)/)
      .map((word) => {
        const breaks = open.column > 0 && open.column + word.trimEnd().length > (this.#out.columns ?? Infinity);
        open.column = word.endsWith('\n') ? 0 : (breaks ? 0 : open.column) + word.length;
        return breaks ? `\n${word}` : word;
      })
      .join('');
    this.#out.write(heading.colour === 'dim' ? this.#paint('dim', text) : text);
  }

  #write(line: string): void {
    const end = this.#open ? '\n' : '';
    this.#open = undefined;
    this.#out.write(`${end}${line}\n`);
  }

  #paint(colour: Colour | undefined, text: string): string {
    return this.#colour && colour ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text;
  }
}
