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
  const [, time, ...rest] = match as unknown as [string, string, ...string[]];
  const [year, month, day, hour, minute, second] = rest.slice(0, 6).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? { time, id: hyphenated(rest[6] as string), ...(rest[7] ? { revision: rest[7] } : {}) } : undefined;
}

export function hyphenated(id: string): string {
  const hex = id.replaceAll('-', '').toLowerCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
