/** A key, a text that was typed, or one paste. */
export interface Key {
  readonly name: KeyName;
  /** Of `text` and `paste`; for `letter` the letter that goes with Ctrl or Alt. */
  readonly text: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

export type KeyName =
  | 'text'
  | 'paste'
  | 'letter'
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'escape'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'pageup'
  | 'pagedown'
  | 'unknown';

const PASTE_BEGIN = '\u001b[200~';
const PASTE_END = '\u001b[201~';
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are told by them
const CSI = /^\u001b\[([<=>?]?)([\d;:]*)([@-~])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are told by them
const UNFINISHED = /^\u001b(\[[<=>?\d;:]*|O)?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are told by them
const TYPED = /^[^\u0000-\u001f\u007f]+/;

const BY_LETTER: Record<string, KeyName> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
};
const BY_NUMBER: Record<string, KeyName> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};
const BY_CODE: Record<number, KeyName> = { 9: 'tab', 13: 'enter', 27: 'escape', 127: 'backspace', 57414: 'enter' };

/** Reads keys from what a terminal sends, in pieces that may end anywhere. */
export class KeyReader {
  #rest = '';
  #paste: string | undefined;

  /** An escape sequence has begun: it is the key Esc, unless more comes soon. */
  get isWaiting(): boolean {
    return this.#rest !== '' && this.#paste === undefined;
  }

  read(input: string): Key[] {
    this.#rest += input;
    return this.#take(false);
  }

  /** Nothing more came. */
  flush(): Key[] {
    return this.#take(true);
  }

  #take(isEnd: boolean): Key[] {
    const keys: Key[] = [];
    while (this.#rest !== '') {
      if (this.#paste !== undefined) {
        if (!this.#takePaste(keys)) return keys;
        continue;
      }
      if (this.#rest.startsWith(PASTE_BEGIN)) {
        this.#paste = '';
        this.#rest = this.#rest.slice(PASTE_BEGIN.length);
        continue;
      }
      if (!isEnd && UNFINISHED.test(this.#rest)) return keys;
      const { key, length } = first(this.#rest);
      this.#rest = this.#rest.slice(length);
      if (key) keys.push(key);
    }
    return keys;
  }

  /** False: the paste goes on. */
  #takePaste(keys: Key[]): boolean {
    const whole = (this.#paste ?? '') + this.#rest;
    const end = whole.indexOf(PASTE_END);
    if (end === -1) {
      this.#paste = whole;
      this.#rest = '';
      return false;
    }
    // Terminals send the line ends of a paste as the key Enter.
    keys.push(keyOf('paste', { text: whole.slice(0, end).replace(/\r\n?/g, '\n') }));
    this.#paste = undefined;
    this.#rest = whole.slice(end + PASTE_END.length);
    return true;
  }
}

function first(input: string): { key: Key | undefined; length: number } {
  const typed = TYPED.exec(input)?.[0];
  if (typed !== undefined) return { key: keyOf('text', { text: typed }), length: typed.length };
  const csi = CSI.exec(input);
  if (csi) {
    const [whole, mark, numbers, letter] = csi as unknown as [string, string, string, string];
    return { key: mark === '' ? ofSequence(numbers, letter) : undefined, length: whole.length };
  }
  if (input.startsWith('\u001bO') && input.length > 2) {
    const name = input[2] === 'M' ? 'enter' : BY_LETTER[input[2] as string];
    return { key: keyOf(name ?? 'unknown'), length: 3 };
  }
  if (input[0] === '\u001b' && input.length > 1 && input[1] !== '\u001b') {
    const { key, length } = first(input.slice(1));
    if (key?.name === 'text') {
      const letter = String.fromCodePoint(key.text.codePointAt(0) as number);
      return { key: keyOf('letter', { text: letter, alt: true }), length: 1 + letter.length };
    }
    return { key: key && { ...key, alt: true }, length: 1 + length };
  }
  return { key: ofControl(input.charCodeAt(0)), length: 1 };
}

function ofControl(code: number): Key {
  if (code === 27) return keyOf('escape');
  if (code === 13) return keyOf('enter');
  if (code === 9) return keyOf('tab');
  if (code === 127 || code === 8) return keyOf('backspace');
  return keyOf('letter', { text: String.fromCharCode(code + 96), ctrl: true });
}

/** `ESC [ numbers letter`: the second number holds the modifiers, plus one. */
function ofSequence(numbers: string, letter: string): Key {
  const parts = numbers.split(';').map((part) => Number.parseInt(part, 10));
  if (letter === 'Z') return keyOf('tab', { shift: true });
  if (letter === 'u') return ofCode(parts[0] ?? 0, parts[1]);
  if (letter === '~' && parts[0] === 27) return ofCode(parts[2] ?? 0, parts[1]);
  const name = letter === '~' ? BY_NUMBER[String(parts[0])] : BY_LETTER[letter];
  return keyOf(name ?? 'unknown', modifiers(parts[1]));
}

/** Keys by the code of their character, as newer terminals send those that would be ambiguous otherwise. */
function ofCode(code: number, bits: number | undefined): Key {
  const held = modifiers(bits);
  const name = BY_CODE[code];
  if (name) return keyOf(name, held);
  if (code < 32 || (code >= 57344 && code <= 63743)) return keyOf('unknown', held);
  const text = String.fromCodePoint(code);
  return held.ctrl || held.alt ? keyOf('letter', { ...held, text }) : keyOf('text', { text });
}

function modifiers(bits: number | undefined): { shift: boolean; alt: boolean; ctrl: boolean } {
  const held = Number.isInteger(bits) ? (bits as number) - 1 : 0;
  return { shift: (held & 1) !== 0, alt: (held & 2) !== 0, ctrl: (held & 4) !== 0 };
}

const keyOf = (name: KeyName, given: Partial<Key> = {}): Key => ({
  text: '',
  ctrl: false,
  alt: false,
  shift: false,
  ...given,
  name,
});

/** The letter that was pressed together with Ctrl, if any. */
export const ctrlOf = (key: Key): string | undefined => (key.name === 'letter' && key.ctrl ? key.text : undefined);
