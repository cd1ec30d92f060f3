/** The values of the parts of a shell word after bash has removed their quotes. */

/** A word, or a part of one, outside of quotes: a backslash keeps the next character, and joins a line to the next one. */
export function unescapeBare(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, kept: string) => (kept === '\n' ? '' : kept));
}

/** What is between double quotes: there a backslash only means something before these five. */
export function unescapeDouble(text: string): string {
  return text.replace(/\\([$`"\\\n])/g, (_, kept: string) => (kept === '\n' ? '' : kept));
}

/**
 * Text in double quotes, with them, in which bash expands nothing. Written out so that a missing quote is found in
 * linear time.
 */
export const LITERAL_DOUBLE = /"[^"\\$`]*(?:\\[\s\S][^"\\$`]*)*"/;
