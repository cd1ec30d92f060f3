/**
 * The text without characters that control a terminal or change the direction of writing: a model, a command or a file name must not move the cursor, change
 * the title, or show a word in another order than it has.
 */
export const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (c) =>
    c === '\r' ? '' : '\ufffd',
  );

/** The same in one line, with single spaces. */
export const visibleLine = (text: string): string => visible(text).replace(/\s+/g, ' ').trim();

/** The beginning of a long line. */
export const shortened = (line: string, length: number): string =>
  line.length > length ? `${line.slice(0, length - 1)}\u2026` : line;
