import { parse } from 'smol-toml';
import { ConfigError } from './config-error.js';

/*
 * The positions of the parts of a TOML document. smol-toml parses documents, but gives no positions. This code reads documents that smol-toml has accepted, to
 * find the place of an error and the characters that an edit may change.
 */

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Keys from the root; elements of arrays by their number. */
export type TomlPath = readonly (string | number)[];

/** Where keys can stand: the beginning of the document, what follows a `[header]` (whose span this is), `{ … }`. */
export interface Container {
  readonly kind: 'root' | 'section' | 'inline';
  readonly path: TomlPath;
  readonly span: Span;
}

/** `key = value`, with the key as it is written, dots and all. */
export interface Entry {
  readonly path: TomlPath;
  readonly container: Container;
  readonly key: Span;
  readonly value: Span;
}

export interface Outline {
  readonly containers: readonly Container[];
  readonly entries: readonly Entry[];
  /** Elements of arrays. */
  readonly elements: readonly { readonly path: TomlPath; readonly value: Span }[];
}

/** Throws `ConfigError` when the text is not TOML. */
export function outlineOf(text: string): Outline {
  return new Reader(text).document();
}

/** Line and column, counted from 1, of the value at a path, or of the nearest part of it. */
export function placeOf(text: string, path: readonly PropertyKey[]): { line: number; column: number } | undefined {
  const outline = outlineIfAny(text);
  if (!outline) return undefined;
  const { containers, entries, elements } = outline;
  const marks = [
    ...entries.map((entry) => ({
      path: entry.path,
      at: samePath(entry.path, path) ? entry.value.from : entry.key.from,
    })),
    ...elements.map((element) => ({ path: element.path, at: element.value.from })),
    ...containers.map((container) => ({ path: container.path, at: container.span.from })),
  ];
  const shared = (mark: TomlPath) => {
    const differs = mark.findIndex((key, i) => key !== path[i]);
    return differs < 0 ? mark.length : differs;
  };
  let best: { at: number; score: number } | undefined;
  for (const { path: mark, at } of marks) {
    const score = shared(mark) * 2 + (shared(mark) === mark.length ? 1 : 0); // above it before beside it
    if (shared(mark) > 0 && (!best || score > best.score)) best = { at, score };
  }
  if (!best) return undefined;
  const lines = text.slice(0, best.at).split('\n');
  return { line: lines.length, column: (lines.at(-1) as string).length + 1 };
}

/** The place only helps the reader. An error is also reported without it. */
function outlineIfAny(text: string): Outline | undefined {
  try {
    return outlineOf(text);
  } catch {
    return undefined;
  }
}

export const samePath = (a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i]);

const SPACE = /[ \t]*/y;
const NOTHING = /[ \t\r\n]+|#[^\n]*/y;
const BARE_KEY = /[^\s.=\]"'#]+/y;
/** A date and its time may have a space between them. */
const PLAIN = /[^\s,\]}#]+(?: \d\d:[^\s,\]}#]+)?/y;
/** The quotes at the end of a text of several lines may be more than three. */
const STRINGS = [/"""(?:[^\\]|\\[\s\S])*?"{3,5}/y, /'''[\s\S]*?'{3,5}/y, /"(?:[^"\\\n]|\\.)*"/y, /'[^'\n]*'/y];

class Reader {
  readonly #containers: Container[] = [];
  readonly #entries: Entry[] = [];
  readonly #elements: { path: TomlPath; value: Span }[] = [];
  /** How many elements each `[[array of tables]]` has so far. */
  readonly #counts = new Map<string, number>();
  #at = 0;

  constructor(readonly text: string) {}

  document(): Outline {
    if (this.text.startsWith('\uFEFF')) this.#at = 1;
    let container: Container = { kind: 'root', path: [], span: { from: this.#at, to: this.#at } };
    this.#containers.push(container);
    for (this.#skip(); this.#at < this.text.length; this.#skip()) {
      if (this.text[this.#at] !== '[') {
        this.#entry(container);
        continue;
      }
      container = this.#header();
      this.#containers.push(container);
    }
    return { containers: this.#containers, entries: this.#entries, elements: this.#elements };
  }

  #header(): Container {
    const from = this.#at;
    const marks = this.text.startsWith('[[', from) ? 2 : 1;
    this.#at += marks;
    const { keys } = this.#key();
    this.#at += marks;
    const path: (string | number)[] = [];
    for (const [i, key] of keys.entries()) {
      path.push(key);
      const name = JSON.stringify(path);
      const isNew = marks === 2 && i === keys.length - 1;
      if (isNew) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      const count = this.#counts.get(name);
      if (count !== undefined) path.push(count - 1);
    }
    return { kind: 'section', path, span: { from, to: this.#at } };
  }

  #entry(container: Container): void {
    const { keys, span: key } = this.#key();
    this.#at++; // =
    this.#match(SPACE);
    const path = [...container.path, ...keys];
    const value = this.#value(path);
    this.#entries.push({ path, container, key, value });
  }

  #key(): { keys: string[]; span: Span } {
    this.#match(SPACE);
    const from = this.#at;
    const keys: string[] = [];
    for (;;) {
      const quoted = this.#string();
      keys.push(quoted === undefined ? this.#must(BARE_KEY) : (parse(`k = ${quoted}`) as { k: string }).k);
      const to = this.#at;
      this.#match(SPACE);
      if (this.text[this.#at] !== '.') return { keys, span: { from, to } };
      this.#at++;
      this.#match(SPACE);
    }
  }

  #value(path: TomlPath): Span {
    const from = this.#at;
    if (this.text[from] === '[') this.#array(path);
    else if (this.text[from] === '{') this.#inlineTable(path);
    else if (this.#string() === undefined) this.#must(PLAIN);
    return { from, to: this.#at };
  }

  #array(path: TomlPath): void {
    this.#at++;
    for (let i = 0; ; ) {
      this.#skip();
      const next = this.text[this.#at];
      if (next === ']') break;
      if (next === ',') this.#at++;
      else {
        const element = [...path, i++];
        this.#elements.push({ path: element, value: this.#value(element) });
      }
    }
    this.#at++;
  }

  #inlineTable(path: TomlPath): void {
    const span = { from: this.#at, to: this.#at };
    const container: Container = { kind: 'inline', path, span };
    this.#containers.push(container);
    this.#at++;
    for (;;) {
      this.#skip();
      const next = this.text[this.#at];
      if (next === '}') break;
      if (next === ',') this.#at++;
      else this.#entry(container);
    }
    span.to = ++this.#at;
  }

  #string(): string | undefined {
    for (const pattern of STRINGS) {
      const found = this.#match(pattern);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Space, ends of lines, comments. */
  #skip(): void {
    while (this.#match(NOTHING) !== undefined);
  }

  #must(pattern: RegExp): string {
    const found = this.#match(pattern);
    if (found === undefined) throw new ConfigError(`what stands at character ${this.#at} is not understood`);
    return found;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
