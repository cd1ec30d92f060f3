/** The ways to write a run of characters so that a shell reads them back, the plainest first. */
const STYLES: readonly { run: RegExp; write(text: string): string }[] = [
  { run: /[-+./:@\]\w]*/y, write: (text) => text },
  // A `^` anywhere but at the start means something to old shells, even in quotes.
  { run: /\^?[^'\\^]*/y, write: (text) => `'${text}'` },
  { run: /[^`$!^]*/y, write: (text) => `"${text.replace(/["\\]/g, '\\$&')}"` },
];

/**
 * Writes words as one line for a shell, quoted as in `parsed_cmd` of the reference: `1,20p` becomes `'1,20p'`
 * (C87).
 */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (word === '') return "''";
  let quoted = '';
  for (let from = 0; from < word.length; ) {
    const lengths = STYLES.map(({ run }) => lengthAt(run, word, from));
    const longest = Math.max(...lengths);
    quoted += STYLES[lengths.indexOf(longest)]?.write(word.slice(from, from + longest));
    from += longest;
  }
  return quoted;
}

/** How much of the text a sticky expression matches from there. */
export function lengthAt(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  return sticky.exec(text)?.[0].length ?? 0;
}
