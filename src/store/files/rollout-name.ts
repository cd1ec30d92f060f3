const NAME =
  /^rollout-((\d{4})-(\d\d)-(\d\d)T(\d\d)-(\d\d)-(\d\d))-([\da-fA-F]{8}-?[\da-fA-F]{4}-?[\da-fA-F]{4}-?[\da-fA-F]{4}-?[\da-fA-F]{12})(?:_([\da-fA-F-]{32,36}))?\.jsonl$/;

export interface RolloutName {
  /** Local time, `YYYY-MM-DDThh-mm-ss`. */
  readonly time: string;
  /** Hyphenated, lower case. */
  readonly id: string;
  /** 0.171 continues a reverted conversation in another file. Its name has this second id after the id of the conversation. */
  readonly revision?: string | undefined;
}

/** Reads the name of a rollout file; undefined for any other file, dates that do not exist included (C10). */
export function parseRolloutName(name: string): RolloutName | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, time, year, month, day, hour, minute, second, id, revision] = match as unknown as string[];
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return { time: time as string, id: hyphenated(id as string), ...(revision ? { revision } : {}) };
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** Milliseconds since the epoch at which a conversation began: UUIDs of version 7 begin with them. Undefined for other ids. */
export const timeOfId = (id: string): number | undefined =>
  id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;

/** An id in its usual form. It has 32 digits and any of its hyphens. */
export function hyphenated(id: string): string {
  if (id.length === 36) return id.toLowerCase();
  const hex = id.replaceAll('-', '').toLowerCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
