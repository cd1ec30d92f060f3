import { hasLongText, isLongText as isLongerThan, jsonPieces } from '../domain/json-pieces.js';

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
  // The output of a command lies in an item or event, which is a member.
  if (!hasList(body) && !hasLongText(body, LONG_TEXT, 1)) return encodeWhole(head, body, tail);
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

/** Whether a text is encoded part by part. */
export const isLongText = (text: string): boolean => isLongerThan(text, LONG_TEXT);

function hasList(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  for (const key in body) if (Array.isArray((body as Record<string, unknown>)[key])) return true;
  return false;
}

function* piecesOf(head: string, body: object, tail: string): Generator<string, undefined> {
  yield head;
  yield* jsonPieces(body, LONG_TEXT);
  yield tail;
}

function* continued(first: string, rest: Iterable<string>): Iterable<string> {
  yield first;
  yield* rest;
}
