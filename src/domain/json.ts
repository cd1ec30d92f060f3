import { joinedPieces, jsonPieces } from './json-pieces.js';

export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Half a surrogate pair is no character: providers refuse a request with one, and other programs cannot read a rollout with one. It becomes U+FFFD. In JSON,
 * such halves are always escapes, so a text without escapes needs no check.
 */
const HALF_ESCAPE = /\\ud[89a-f][0-9a-f]{2}/i;

/** Most texts have no such escape. A plain search shows this much faster. */
const hasHalves = (json: string): boolean => json.includes('\\u') && HALF_ESCAPE.test(json);

/** The text with each half of a surrogate pair replaced (C265). */
export const wellFormed = (text: string): string => text.toWellFormed();

/** `JSON.parse` whose texts are well-formed. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasHalves(text) ? wellFormedValue(value) : value;
}

/** The value of a JSON text, unchanged; undefined for a text that is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `JSON.stringify` whose texts are well-formed. */
export function stringifyJson(value: unknown): string {
  const text = JSON.stringify(value);
  return hasHalves(text) ? JSON.stringify(wellFormedValue(value)) : text;
}

/** Elements of a list that is encoded part by part. */
const LONG_LIST = 100;
/** Characters of a text that is encoded part by part, and of the parts of a long JSON text. */
const LONG_TEXT = 1024 * 1024;
const PART = 64 * 1024;

/** The same as UTF-8, in parts that follow each other: one text of many megabytes costs more to make and to encode than its parts. */
export function jsonBytes(value: object): Buffer[] {
  const isLong = Object.values(value).some((member) => Array.isArray(member) && member.length >= LONG_LIST);
  const bytes: Buffer[] = [];
  for (const text of isLong ? joinedPieces(jsonPieces(value, LONG_TEXT), PART) : [JSON.stringify(value)]) {
    if (hasHalves(text)) return [Buffer.from(JSON.stringify(wellFormedValue(value)))];
    bytes.push(Buffer.from(text));
  }
  return bytes;
}

/** The same for every text in a value of JSON. */
export function wellFormedValue(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(wellFormedValue);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [wellFormed(key), wellFormedValue(part)]));
}

/** Joins a text that comes in pieces: a pair that is cut in two stays one character. */
export class TextPieces {
  #half = '';

  /** The further part of the text that can be shown now. */
  add(piece: string): string {
    if (this.#half === '' && piece.isWellFormed()) return piece;
    const text = this.#half + piece;
    const last = text.charCodeAt(text.length - 1);
    this.#half = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
    return wellFormed(this.#half === '' ? text : text.slice(0, -1));
  }
}
