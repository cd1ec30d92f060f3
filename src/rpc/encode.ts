/** The text of one JSON value; a long one comes in pieces, which are made when they are needed. */
export type MessageText = string | Iterable<string>;

/** UTF-16 units of a text from which on it is not made at once. */
const LONG = 64 * 1024;

/**
 * Encodes `body` between two texts. A list may be the whole history of a conversation: its elements are encoded one by one, when the client is ready
 * for them, so that a slow client costs no copy of it. The message must not be changed after it was encoded.
 */
export function encodeMessage(head: string, body: unknown, tail: string): MessageText {
  if (!hasList(body)) return `${head}${JSON.stringify(body)}${tail}`;
  const pieces = piecesOf(head, body, tail);
  let text = '';
  while (text.length < LONG) {
    const { value, done } = pieces.next();
    if (done) return text;
    text += value;
  }
  return continued(text, pieces);
}

/** The length of a text; one that is not made yet counts as a long one. */
export const lengthOf = (text: MessageText, long: number): number => (typeof text === 'string' ? text.length : long);

function hasList(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  for (const key in body) if (Array.isArray((body as Record<string, unknown>)[key])) return true;
  return false;
}

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
