import { ModelError } from '../ports/index.js';
import type { TurnContext } from './context.js';

/**
 * Asks the model again when its answer did not come, or not to its end, as long as that may help (C69); clients hear of each further
 * attempt. Rejects with what the last one ended with, or at once when aborted.
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

/** `1.6s`, `374ms`: the largest unit of which there is a whole one, as the reference's texts have it. */
export function duration(ms: number): string {
  const nanos = Math.round(ms * 1e6);
  const [unit, size] = UNITS.find(([, size]) => nanos >= size) ?? ['ns', 1];
  return `${Number((nanos / size).toFixed(9))}${unit}`;
}
