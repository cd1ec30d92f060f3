/**
 * The options of one program that are known to do no harm, listed by name: what a later version adds is not among them.
 */
export interface Options {
  /** The options as they are written, in one line. An option that begins with two dashes may have `=value` after it. */
  readonly names: ReadonlySet<string>;
  /** Short options with a value or a number glued to them. */
  readonly shapes: readonly RegExp[];
}

export function options(names: string, ...shapes: RegExp[]): Options {
  return { names: new Set(names.trim().split(/\s+/)), shapes };
}

/**
 * Whether a word is an operand or a known option. Each word is judged by itself, also one that the program would take for the value of the option before it or
 * for an operand because of `--`: so a mistake about which options take a value cannot let an unknown option pass. Names must be whole, although programs
 * accept the start of a name (`--outp=x`).
 */
export function isHarmlessWord(word: string, { names, shapes }: Options): boolean {
  if (!word.startsWith('-') || word === '--') return true;
  if (names.has(word)) return true;
  const equals = word.indexOf('=');
  if (word.startsWith('--') && equals > 0 && names.has(word.slice(0, equals))) return true;
  return shapes.some((shape) => shape.test(word));
}
