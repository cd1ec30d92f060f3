/*
 * Later releases of the reference number the lines of a rollout (`ordinal`), and cannot resume a file whose last lines have none. A file is
 * continued in the form that it has (C320).
 */

const PLACE = /^\{(?:"timestamp":"[^"]*",)?"ordinal":(\d+),/;

/** Read without parsing where it stands at its usual place. */
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

/** The line with this number, in place of its own if it has one. */
export function withOrdinal(line: string, ordinal: number): string {
  if (!line.includes('"ordinal":')) return inserted(line, ordinal); // as nearly all are
  if (PLACE.test(line)) return line.replace(/"ordinal":\d+/, `"ordinal":${ordinal}`);
  if (ordinalOf(line) === undefined) return inserted(line, ordinal);
  return JSON.stringify({ ...(JSON.parse(line) as object), ordinal });
}

const TIME = /^\{"timestamp":"[^"]*",/;

/** Behind the time, where the reference has it. */
function inserted(line: string, ordinal: number): string {
  const at = TIME.exec(line)?.[0].length ?? 1;
  return `${line.slice(0, at)}"ordinal":${ordinal},${line.slice(at)}`;
}
