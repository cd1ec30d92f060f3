/** UTF-16 units of a piece of a text. */
const PIECE = 64 * 1024;

/**
 * The text that `JSON.stringify` gives for an object, in pieces that are made when they are needed. Lists are made element by element. Texts that have more than
 * `long` characters are cut, in the object and in its members.
 */
export function* jsonPieces(json: object, long: number): Generator<string, undefined> {
  let before = '{';
  for (const [key, value] of Object.entries(json)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) yield* listPieces(value);
    else if (isLongText(value, long)) yield* textPieces(value);
    else if (hasLongText(value, long, 0)) yield* jsonPieces(value, long);
    else yield JSON.stringify(value);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** Joins short pieces that follow each other until they have `least` characters. */
export function* joinedPieces(pieces: Iterable<string>, least: number): Generator<string> {
  let joined = '';
  for (const piece of pieces) {
    joined += piece;
    if (joined.length < least) continue;
    yield joined;
    joined = '';
  }
  if (joined !== '') yield joined;
}

export const isLongText = (value: unknown, long: number): value is string =>
  typeof value === 'string' && value.length > long;

/** In itself, or in its members down to this depth. */
export function hasLongText(json: unknown, long: number, depth: number): json is object {
  if (typeof json !== 'object' || json === null) return false;
  for (const key in json) {
    const value: unknown = (json as Record<string, unknown>)[key];
    if (isLongText(value, long) || (depth > 0 && hasLongText(value, long, depth - 1))) return true;
  }
  return false;
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let before = '[';
  for (const element of list) {
    yield `${before}${JSON.stringify(element) ?? 'null'}`;
    before = ',';
  }
  yield list.length === 0 ? '[]' : ']';
}

function* textPieces(text: string): Generator<string> {
  let before = '"';
  for (let from = 0; from < text.length; ) {
    const part = wholeUnits(text, from, PIECE);
    yield before + JSON.stringify(part).slice(1, -1);
    before = '';
    from += part.length;
  }
  yield '"';
}

/** A part of a text that does not end between the halves of a surrogate pair: as bytes or as JSON, each half would be another character. */
export function wholeUnits(text: string, from: number, length: number): string {
  const end = from + length;
  if (end >= text.length) return text.slice(from);
  const last = text.charCodeAt(end - 1);
  return text.slice(from, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}
