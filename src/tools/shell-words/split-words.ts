import { lengthAt } from '../../domain/shell-quote.js';
import { unescapeBare, unescapeDouble } from './lexemes.js';

const SKIPPED = /(?:[ \t\n]+|#[^\n]*)*/y;
// Each expression ends in linear time.
const PIECES: readonly { shape: RegExp; read(text: string): string }[] = [
  { shape: /[^ \t\n"'\\]+/y, read: (text) => text },
  { shape: /\\[\s\S]/y, read: unescapeBare },
  { shape: /'[^']*'/y, read: (text) => text.slice(1, -1) },
  { shape: /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y, read: (text) => unescapeDouble(text.slice(1, -1)) },
];

/**
 * Splits text into words by blanks and quotes alone, without the grammar of a shell; undefined if a quote is not
 * closed.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  for (let at = lengthAt(SKIPPED, text, 0); at < text.length; at += lengthAt(SKIPPED, text, at)) {
    let word = '';
    while (at < text.length && !/[ \t\n]/.test(text.charAt(at))) {
      const piece = PIECES.find(({ shape }) => lengthAt(shape, text, at) > 0);
      if (piece === undefined) return undefined;
      const length = lengthAt(piece.shape, text, at);
      word += piece.read(text.slice(at, at + length));
      at += length;
    }
    words.push(word);
  }
  return words;
}
