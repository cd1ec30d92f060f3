import type { Origin } from '../../domain/events.js';
import { ModelError, type ModelRequest, type ModelSource } from '../ports/index.js';
import type { TurnHost } from '../turn/host.js';

/**
 * The same host, with a log of the turn and of its requests to the model: what happened, how long it took and where it failed. It holds no text of
 * users or models.
 */
export function loggedHost(host: TurnHost, { turnId: turn }: Origin): TurnHost {
  const { log, clock, conversationId: conversation } = host;
  if (log.shows?.('debug') === false) return host;
  const begun = clock.now();
  log.debug({ conversation, turn, model: host.settings.model, provider: host.settings.provider.id }, 'turn begins');
  return {
    ...host,
    source: loggedSource(host, { conversation, turn }),
    conclude(end) {
      const last = end.ended.at(-1);
      const status = last?.type === 'turn-ended' ? last.status : undefined;
      log.debug({ conversation, turn, status, ms: clock.now() - begun }, 'turn ended');
      return host.conclude(end);
    },
  };
}

interface Ids {
  readonly conversation: string;
  readonly turn: string | null;
}

function loggedSource({ source, log, clock }: TurnHost, ids: Ids): ModelSource {
  return {
    async *stream(request, signal) {
      const begun = clock.now();
      const counts = sizesOf(request);
      let outcome: object = { outcome: 'not read to its end' };
      log.trace({ ...ids, ...counts }, 'model call begins');
      try {
        for await (const events of source.stream(request, signal)) {
          log.trace({ ...ids, events: events.map(({ type }) => type) }, 'model events');
          for (const event of events) if (event.type === 'completed') outcome = { outcome: 'answered', ...event.usage };
          yield events;
        }
      } catch (e) {
        outcome = signal.aborted ? { outcome: 'interrupted' } : { outcome: 'failed', ...failureOf(e) };
        throw e;
      } finally {
        if (signal.aborted) outcome = { outcome: 'interrupted' };
        log.debug({ ...ids, ...counts, ...outcome, ms: clock.now() - begun }, 'model call');
      }
    },
  };
}

function sizesOf({ model, input, tools }: ModelRequest) {
  return { model, items: input.length, tools: tools.length };
}

/** The message of a failure may contain text of the provider that quotes the user, so only the code and the place are logged. */
function failureOf(error: unknown) {
  const code = error instanceof ModelError ? error.failure?.code : 'internal_error';
  return { code, stack: error instanceof Error ? placesOf(error) : undefined };
}

function placesOf({ stack = '', cause }: Error): string[] {
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return [...places.map((line) => line.trim()), ...(cause instanceof Error ? ['caused at', ...placesOf(cause)] : [])];
}
