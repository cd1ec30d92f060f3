import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 200;
/** The longest wait that the back-off itself chooses, however many attempts are configured. */
const LONGEST_MS = 60_000;
/** The longest that Node's timers wait; beyond it they fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Each wait is twice as long as the last one, with a random part of a tenth, so that clients do not retry all at the same time (C67). */
export const exponential = {
  delay: (attempt: number) =>
    Math.trunc(Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.9 + Math.random() * 0.2)),
  wait: (ms: number, signal: AbortSignal): Promise<void> =>
    sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal }),
};

/** Milliseconds that a `retry-after` header asks for: whole seconds, or a date. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
