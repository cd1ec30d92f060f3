import { StringDecoder } from 'node:string_decoder';
import { type Key, KeyReader } from './keys.js';

/** After this time, a single Esc is the key: the rest of a sequence comes sooner. */
const ESCAPE_MS = 40;

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
/** With this, newer terminals distinguish Shift-Enter from Enter. Others ignore it. */
const KEYS_ON = '\u001b[>1u';
const KEYS_OFF = '\u001b[<u';
const WHOLE_SCREEN_ON = '\u001b[?1049h\u001b[H';
const WHOLE_SCREEN_OFF = '\u001b[?1049l';
const CURSOR_ON = '\u001b[?25h';

/** The terminal while the program has it: keys come one by one. `restore` gives it back as it was, from anywhere and any number of times. */
export class Terminal {
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  readonly #reader = new KeyReader();
  readonly #decoder = new StringDecoder('utf8');
  readonly #onKey: (key: Key) => void;
  #timer: NodeJS.Timeout | undefined;
  #isTaken = false;
  #isWhole = false;

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream, onKey: (key: Key) => void) {
    this.#input = input;
    this.#output = output;
    this.#onKey = onKey;
  }

  take(): void {
    this.#isTaken = true;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#read);
    this.#input.resume();
    this.#output.write(PASTE_ON + KEYS_ON);
  }

  restore(): void {
    if (!this.#isTaken) return;
    this.wholeScreen(false);
    this.#isTaken = false;
    clearTimeout(this.#timer);
    this.#input.off('data', this.#read);
    try {
      this.#output.write(KEYS_OFF + PASTE_OFF + CURSOR_ON);
      this.#input.setRawMode(false);
    } catch {
      // the terminal is gone
    }
    this.#input.pause();
  }

  /** A second screen without scrollback; the first is as it was afterwards. */
  wholeScreen(isOn: boolean): void {
    if (isOn === this.#isWhole) return;
    this.#isWhole = isOn;
    this.#output.write(isOn ? WHOLE_SCREEN_ON + KEYS_ON : KEYS_OFF + WHOLE_SCREEN_OFF);
  }

  readonly #read = (bytes: Buffer): void => {
    clearTimeout(this.#timer);
    for (const key of this.#reader.read(this.#decoder.write(bytes))) this.#onKey(key);
    if (!this.#reader.isWaiting) return;
    this.#timer = setTimeout(() => {
      for (const key of this.#reader.flush()) this.#onKey(key);
    }, ESCAPE_MS);
  };
}
