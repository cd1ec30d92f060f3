import type { FileLines, Line } from './lines.js';

/** What happens to a file, line by line; lines that are not named stay byte for byte (C139). */
export class Edits {
  readonly removed = new Set<number>();
  /** New lines by the number of the line that they stand before; the number of lines means the end. */
  readonly inserted = new Map<number, string[]>();

  remove(line: number): void {
    this.removed.add(line);
  }

  insert(before: number, text: string): void {
    const there = this.inserted.get(before);
    if (there === undefined) this.inserted.set(before, [text]);
    else there.push(text);
  }
}

/** A patch says nothing about line endings: new lines take those of the lines that they replace or stand beside. */
export function editLines(file: FileLines, edits: Edits): FileLines {
  const old = file.lines;
  const result: { line: Line; isNew: boolean }[] = [];
  for (let at = 0; at <= old.length; at++) {
    edits.inserted.get(at)?.forEach((text, nth) => {
      result.push({ line: { text, ending: endingFor(old, edits, at, nth) }, isNew: true });
    });
    const line = old[at];
    if (line !== undefined && !edits.removed.has(at)) result.push({ line, isNew: false });
  }
  const unended = old.at(-1)?.ending === '';
  const last = result.length - 1;
  const lines = result.map(({ line, isNew }, at): Line => {
    if (at < last) return line.ending === '' ? { ...line, ending: endingBefore(old, old.length - 1) } : line;
    // A file that ended without a line break still does when something new stands at its end.
    return isNew && unended ? { ...line, ending: '' } : line;
  });
  return { mark: file.mark, lines };
}

/** The ending of the `nth` new line before line `at`. */
function endingFor(old: readonly Line[], edits: Edits, at: number, nth: number): Line['ending'] {
  let from = at;
  while (edits.removed.has(from - 1) && (from === at || !edits.inserted.has(from))) from--;
  if (from < at) return endingBefore(old, Math.min(from + nth, at - 1));
  if (edits.removed.has(at) || at === 0) return endingBefore(old, Math.min(at, old.length - 1));
  return endingBefore(old, at - 1);
}

/** The ending of this line or, where it has none, of the nearest line above. */
function endingBefore(old: readonly Line[], line: number): Line['ending'] {
  for (let at = line; at >= 0; at--) {
    const ending = old[at]?.ending;
    if (ending) return ending;
  }
  return '\n';
}
