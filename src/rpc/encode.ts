/** The text of one JSON value; a long one comes in pieces, which are made when they are needed. */
export type MessageText = string | Iterable<string>;

/** A text of this many UTF-16 units or more is not encoded at once. */
const LONG = 64 * 1024;

/** Characters of a text that is encoded part by part. Deltas are shorter: what of them waits for the client is counted by its length. */
const LONG_TEXT = 1024 * 1024;

/**
 * Encodes `body` between two texts. A list may be the whole history of a conversation, and a text the whole output of a command: they are encoded part by
 * part, when the client is ready for more, so that a slow client costs no copy of them. The message must not be changed after it was encoded.
 */
export function encodeMessage(head: string, body: unknown, tail: string): MessageText {
  if (!hasList(body) && !hasLongText(body)) return encodeWhole(head, body, tail);
  const pieces = piecesOf(head, body, tail);
  let text = '';
  while (text.length < LONG) {
    const { value, done } = pieces.next();
    if (done) return text;
    text += value;
  }
  return continued(text, pieces);
}

/** The same for a body that is known to be short. */
export const encodeWhole = (head: string, body: unknown, tail: string): string =>
  `${head}${JSON.stringify(body)}${tail}`;

/** The length of a text; one that is not made yet counts as a long one. */
export const lengthOf = (text: MessageText, long: number): number => (typeof text === 'string' ? text.length : long);

function hasList(body: unknown): body is object {
  if (!isObject(body)) return false;
  for (const key in body) if (Array.isArray((body as Record<string, unknown>)[key])) return true;
  return false;
}

/** In itself, or in one of its members: the output of a command lies in an item or event. */
function hasLongText(body: unknown, depth = 1): body is object {
  if (!isObject(body)) return false;
  for (const key in body) {
    const value: unknown = (body as Record<string, unknown>)[key];
    if (isLongText(value) || (depth > 0 && hasLongText(value, depth - 1))) return true;
  }
  return false;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a text is encoded part by part. */
export const isLongText = (value: unknown): value is string => typeof value === 'string' && value.length > LONG_TEXT;

function* continued(first: string, rest: Iterable<string>): Iterable<string> {
  yield first;
  yield* rest;
}

function* piecesOf(head: string, body: object, tail: string): Generator<string, undefined> {
  let before = `${head}{`;
  for (const [key, value] of Object.entries(body)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) yield* listPieces(value);
    else if (isLongText(value)) yield* textPieces(value);
    else if (hasLongText(value, 0)) yield* piecesOf('', value, '');
    else yield JSON.stringify(value);
    before = ',';
  }
  yield `}${tail}`;
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
    const part = wholeUnits(text, from, LONG);
    yield before + JSON.stringify(part).slice(1, -1);
    before = '';
    from += part.length;
  }
  yield '"';
}

/** A part of a text that does not end between the halves of a surrogate pair: as bytes or as JSON, each half would be another character. */
export function wholeUnits(text: string, from: number, length: number): string {
  const end = from + length;
  const last = text.charCodeAt(end - 1);
  return text.slice(from, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}
