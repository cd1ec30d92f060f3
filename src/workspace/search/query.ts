import { kindOf, lowerOf, plainOf, UPPER } from './characters.js';

/** One word of a query. */
export interface Word {
  /** Code points, as the word reads them. */
  readonly codes: readonly number[];
  /** Returns the form of a path's character that the word is compared with. */
  readonly read: (code: number) => number;
}

/** The words of a query, all of which a path must match, wherever. A backslash before a space makes it part of a word. */
export function wordsOf(query: string): Word[] {
  return query
    .split(/(?<!\\) /)
    .map((text) => text.replaceAll('\\ ', ' '))
    .filter((text) => text !== '')
    .map(wordOf);
}

/** For a word with a capital letter, case matters; for a word with an accent, accents matter. */
function wordOf(text: string): Word {
  const codes = Array.from(text, (char) => char.codePointAt(0) as number);
  const anyCase = codes.every((code) => kindOf(code) !== UPPER);
  const plain = codes.every((code) => plainOf(code) === code);
  if (!plain) return anyCase ? { codes: codes.map(lowerOf), read: lowerOf } : { codes, read: (code) => code };
  if (!anyCase) return { codes, read: plainOf };
  return { codes: codes.map(lowerOf), read: (code) => lowerOf(plainOf(code)) };
}

/** A rough set of the characters of a text in 32 bits. A path that lacks a character of a word cannot match. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) as number;
    if (code > 0xffff) at++;
    letters |= code < 128 ? (ASCII_BITS[code] as number) : bitOf(code);
  }
  return letters;
}

export const lettersOfWords = (words: readonly Word[]): number =>
  words.reduce((letters, { codes }) => letters | lettersOf(String.fromCodePoint(...codes)), 0);

function bitOf(code: number): number {
  const read = plainOf(lowerOf(plainOf(code)));
  if (read >= 97 && read <= 122) return 1 << (read - 97);
  return 1 << (26 + (read % 6));
}

const ASCII_BITS = Int32Array.from({ length: 128 }, (_, code) => bitOf(code));
