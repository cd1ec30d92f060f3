import { asBytes, asText, type Line } from './lines.js';

/** How strictly lines are compared: byte for byte, then less and less (C93). */
const PASSES: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => asText(line).trimEnd(),
  (line) => asText(line).trim(),
  (line) => fold(asText(line).trim()),
];

const DASHES = /[\u2010-\u2015\u2212]/g;
const SINGLE_QUOTES = /[\u2018-\u201b]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f]/g;
const SPACES = /[\u00a0\u2002-\u200a\u202f\u205f\u3000]/g;

/** Typographic characters and the keyboard characters for them. Models write both. */
function fold(text: string): string {
  return text.replace(DASHES, '-').replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"').replace(SPACES, ' ');
}

/** Finds runs of lines in a file. */
export class Seeker {
  /** The file's lines as each pass sees them, made when a pass is first needed. */
  readonly #forms: string[][] = [];

  constructor(private readonly lines: readonly Line[]) {}

  /** Where `wanted` stands at or after `from`, the strictest pass first; at the very end of the file with `atEnd`. */
  find(wanted: readonly string[], from: number, atEnd = false): number | undefined {
    const latest = this.lines.length - wanted.length;
    const earliest = atEnd ? Math.max(from, latest) : from;
    for (let pass = 0; pass < PASSES.length; pass++) {
      const found = this.#search(pass, wanted, earliest, latest);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Where lines go that name no place: behind the last line, but before it if it is empty. */
  get end(): number {
    return this.lines.at(-1)?.text === '' ? this.lines.length - 1 : this.lines.length;
  }

  #search(pass: number, wanted: readonly string[], earliest: number, latest: number): number | undefined {
    const form = PASSES[pass];
    if (form === undefined || earliest > latest) return undefined;
    this.#forms[pass] ??= this.lines.map(({ text }) => form(text));
    const lines = this.#forms[pass];
    const sought = wanted.map((line) => form(asBytes(line)));
    for (let at = earliest; at <= latest; at++) {
      if (sought.every((line, n) => lines[at + n] === line)) return at;
    }
    return undefined;
  }
}
