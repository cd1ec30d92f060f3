import { hyphenated } from './rollout-name.js';

/** The position of a rollout in the list: day of its folder, time of its name, id. Newest first. */
export interface Position {
  /** `YYYY/MM/DD`. */
  readonly day: string;
  readonly time: string;
  readonly id: string;
}

/** Negative when `a` is listed before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return compare(b.day, a.day) || compare(b.time, a.time) || compare(b.id, a.id);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const dayOf = (time: string): string => time.slice(0, 10).replaceAll('-', '/');

/** The reference's `time|id`; the folder is added when the file is not in the folder of its date. */
export function encodeCursor({ day, time, id }: Position): string {
  return day === dayOf(time) ? `${time}|${id}` : `${day}|${time}|${id}`;
}

const CURSOR = /^(?:(\d{4}\/\d\d\/\d\d)\|)?(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)\|([0-9a-f-]{32,36})$/i;

/** Undefined for a text that is no cursor: the list then starts from the beginning, as in 0.44. */
export function decodeCursor(text: string): Position | undefined {
  const match = CURSOR.exec(text);
  if (!match) return undefined;
  const [, day, time, id] = match as unknown as [string, string | undefined, string, string];
  return { day: day ?? dayOf(time), time, id: hyphenated(id) };
}
