import { ModelError } from '../ports/index.js';
import type { TurnContext } from './context.js';

/**
 * Repeats a request when its answer did not come or broke off, as long as a retry may help (C69). Clients get an event for each
 * retry. Rejects with the error of the last attempt, or at once when aborted.
 */
export async function withRetries<T>(
  { settings, backOff, signal, commit }: Pick<TurnContext, 'settings' | 'backOff' | 'signal' | 'commit'>,
  attempt: () => Promise<T>,
): Promise<T> {
  const max = settings.provider.streamMaxRetries;
  for (let retries = 0; ; ) {
    try {
      return await attempt();
    } catch (e) {
      if (!(e instanceof ModelError) || e.final || retries >= max || signal.aborted) throw e;
      retries++;
      const ms = e.retryAfterMs ?? backOff.delay(retries);
      const message = `stream error: ${e.message}; retrying ${retries}/${max} in ${duration(ms)}…`;
      void commit([], [{ type: 'error', message, willRetry: true }]);
      await backOff.wait(ms, signal);
    }
  }
}

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** `1.6s`, `374ms`: the largest unit whose value is at least one, as in the texts of 0.44. */
export function duration(ms: number): string {
  const nanos = Math.round(ms * 1e6);
  const [unit, size] = UNITS.find(([, size]) => nanos >= size) ?? ['ns', 1];
  return `${Number((nanos / size).toFixed(9))}${unit}`;
}
