import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until `probe` gives something truthy; the deadline is there to end a broken run, not to time a good one. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  deadlineMs = 15_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain for: ${what}`);
    await pause(5);
  }
}
