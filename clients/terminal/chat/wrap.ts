import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Lines of at most `width` columns, broken between words. The text may be painted. */
export const wrapWords = (text: string, width: number): string[] =>
  wrapAnsi(text, Math.max(1, width), { hard: true, trim: true }).split('\n');

/** The same, broken anywhere: for code, where each space counts. */
export const wrapHard = (text: string, width: number): string[] =>
  wrapAnsi(text, Math.max(1, width), { hard: true, wordWrap: false, trim: false }).split('\n');

/**
 * Code that is not painted, broken behind spaces where that is possible. No space is dropped, and a line that is full to its last column is broken within a
 * word: so the reader can tell what the code is.
 */
export function wrapCode(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  /** Where the line can be broken: behind its last space. */
  let end = 0;
  for (const char of graphemes(text)) {
    const size = stringWidth(char);
    if (used + size > width && line !== '') {
      const at = end > 0 ? end : line.length;
      lines.push(line.slice(0, at));
      line = line.slice(at);
      used = stringWidth(line);
      end = 0;
    }
    line += char;
    used += size;
    if (char === ' ' && line.trim() !== '') end = line.length;
  }
  return [...lines, line];
}

/** Puts `first` before the first line and `rest` before the others. */
export const indented = (lines: readonly string[], first: string, rest = ' '.repeat(stringWidth(first))): string[] =>
  lines.map((line, n) => (n === 0 ? first : rest) + line);

/** A text behind a mark of one column. */
export const markedLines = (mark: string, text: string, width: number): string[] =>
  indented(wrapWords(text, width - 2), `${mark} `, '  ');

const segmenter = new Intl.Segmenter();

/** Characters as a user sees them. */
export const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** One line of at most `width` columns of a text that is not painted; what is cut off is shown by an ellipsis. */
export function clipped(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const char of graphemes(text)) {
    used += stringWidth(char);
    if (used > width - 1) break;
    out += char;
  }
  return width < 1 ? '' : `${out}\u2026`;
}

/** The same, but with the end of the text, which is the most useful part of a path. */
export function clippedStart(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const kept: string[] = [];
  let used = 0;
  for (const char of graphemes(text).reverse()) {
    used += stringWidth(char);
    if (used > width - 1) break;
    kept.unshift(char);
  }
  return width < 1 ? '' : `\u2026${kept.join('')}`;
}

export { stringWidth };
