import { shownLine } from './harmless.js';
import type { Look } from './paint.js';
import type { Prompt } from './prompt.js';
import { graphemes, stringWidth } from './wrap.js';

export interface Cursor {
  readonly x: number;
  readonly y: number;
}

/** The lines of a prompt and the place of its cursor. At most `most` lines, those around the cursor. */
export function promptLines(
  { text, cursor }: Prompt,
  { width, paint }: Look,
  most: number,
  placeholder: string,
): { lines: string[]; cursor: Cursor } {
  const room = Math.max(4, width - 3);
  const rows = [''];
  let at: Cursor = { x: 0, y: 0 };
  let used = 0;
  let offset = 0;
  const next = (): void => {
    rows.push('');
    used = 0;
  };
  for (const char of graphemes(text)) {
    if (offset === cursor) at = { x: used, y: rows.length - 1 };
    offset += char.length;
    if (char === '\n') {
      next();
      continue;
    }
    const piece = shownLine(char);
    const size = stringWidth(piece);
    if (used + size > room) {
      next();
      if (offset - char.length === cursor) at = { x: 0, y: rows.length - 1 };
    }
    rows[rows.length - 1] += piece;
    used += size;
  }
  if (offset === cursor) at = { x: used, y: rows.length - 1 };
  const first = Math.max(0, Math.min(at.y - most + 1, rows.length - most));
  const shownRows = text === '' ? [paint.dim(placeholder)] : rows.slice(first, first + most);
  const lines = shownRows.map((row, n) => `${n === 0 ? paint.green('\u203a') : ' '} ${row}`);
  return { lines, cursor: { x: at.x + 2, y: at.y - first } };
}
