import type { Look } from './paint.js';
import { stringWidth, wrapWords } from './wrap.js';

type Align = 'center' | 'left' | 'right' | null;

const GAP = '  ';
/** Narrower columns cannot be read. */
const NARROWEST = 6;

/** A table, its head first; cells may be painted. Cells are broken where the table is too wide. Undefined: that would not be readable. */
export function tableLines(
  rows: readonly (readonly string[])[],
  align: readonly Align[],
  { width, paint }: Look,
): string[] | undefined {
  const [head = [], ...body] = rows;
  const natural = head.map((_, column) => Math.max(1, ...rows.map((row) => stringWidth(row[column] ?? ''))));
  const widths = fitted(natural, width - GAP.length * (head.length - 1));
  if (!widths) return undefined;
  const linesOf = (row: readonly string[]): string[] => {
    const cells = widths.map((size, column) => wrapWords(row[column] ?? '', size));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, n) =>
      widths
        .map((size, column) => aligned(cells[column]?.[n] ?? '', size, align[column] ?? null))
        .join(GAP)
        .trimEnd(),
    );
  };
  const blocks = body.map(linesOf);
  // When rows have several lines, the beginning of each row must be visible.
  const isBroken = blocks.some(({ length }) => length > 1);
  return [
    ...linesOf(head.map(paint.bold)),
    paint.dim(widths.map((size) => '\u2500'.repeat(size)).join(GAP)),
    ...blocks.flatMap((lines, n) => (isBroken && n > 0 ? ['', ...lines] : lines)),
  ];
}

/** The widths of the columns; the widest are made narrower until all fit. */
function fitted(natural: readonly number[], room: number): readonly number[] | undefined {
  const total = (most: number) => natural.reduce((sum, size) => sum + Math.min(size, most), 0);
  let most = Math.max(...natural);
  while (total(most) > room && most > NARROWEST) most--;
  if (total(most) > room) return undefined;
  // The rest of the width goes to the columns that were cut, from the first one on.
  let left = room - total(most);
  return natural.map((size) => {
    const given = size > most && left > 0 ? 1 : 0;
    left -= given;
    return Math.min(size, most) + given;
  });
}

function aligned(text: string, width: number, align: Align): string {
  const free = Math.max(0, width - stringWidth(text));
  const before = align === 'right' ? free : align === 'center' ? free >> 1 : 0;
  return ' '.repeat(before) + text + ' '.repeat(free - before);
}
