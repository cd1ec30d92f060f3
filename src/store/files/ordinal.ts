/*
 * Later codex releases number the lines of a rollout (`ordinal`), and cannot resume a file whose last lines have no number. So new lines are
 * numbered if, and only if, the file has numbers (C320).
 */

/** Numbers the lines of one write to a file. */
export class Ordinals {
  /** The number of the next line; undefined when the lines of the file have none. */
  next: number | undefined;

  constructor(first: number | undefined) {
    this.next = first;
  }

  /** What a new line has after its timestamp. Takes the next number. */
  member(): string {
    return this.next === undefined ? '' : `"ordinal":${this.next++},`;
  }

  /** Numbers whole lines that were encoded before. */
  number(text: string): string {
    if (this.next === undefined) return text;
    let numbered = '';
    for (const line of text.split('\n').slice(0, -1)) numbered += `${withOrdinal(line, this.next++)}\n`;
    return numbered;
  }
}

const PLACE = /^\{(?:"timestamp":"[^"]*",)?"ordinal":(\d+),/;

/** Read without parsing when it is in its usual place. */
export function ordinalOf(line: string): number | undefined {
  const match = PLACE.exec(line);
  if (match) return Number(match[1]);
  if (!line.includes('"ordinal":')) return undefined;
  try {
    const { ordinal } = JSON.parse(line) as { ordinal?: unknown };
    return typeof ordinal === 'number' ? ordinal : undefined;
  } catch {
    return undefined;
  }
}

/** The line with this number; a number that it already has is replaced. */
export function withOrdinal(line: string, ordinal: number): string {
  if (!line.includes('"ordinal":')) return inserted(line, ordinal); // the usual case
  if (PLACE.test(line)) return line.replace(/"ordinal":\d+/, `"ordinal":${ordinal}`);
  if (ordinalOf(line) === undefined) return inserted(line, ordinal);
  return JSON.stringify({ ...(JSON.parse(line) as object), ordinal });
}

const TIME = /^\{"timestamp":"[^"]*",/;

/** After the timestamp, where 0.171 has it. */
function inserted(line: string, ordinal: number): string {
  const at = TIME.exec(line)?.[0].length ?? 1;
  return `${line.slice(0, at)}"ordinal":${ordinal},${line.slice(at)}`;
}
