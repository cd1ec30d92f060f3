import type { IncomingMessage } from 'node:http';
import { ModelError, type ModelEvent, type ProviderSettings } from '../../core/ports/index.js';
import { jsonOf } from '../../domain/json.js';
import { bodyText } from './error-text.js';
import { brokenOff, lastingError } from './provider-error.js';
import { errorIn, headerOf, shortened } from './refusal.js';
import { DONE, MAX_EVENT_CHARS, SseReader } from './sse.js';

/** How long a server may be silent before its answer is given up. */
export interface Idle {
  readonly ms: number;
  /** Breaks the connection. */
  readonly abort: () => void;
}

/** How many characters are read of a body that is not an answer. */
const MAX_PAGE_CHARS = 64 * 1024;

type Content = 'events' | 'json' | 'other';

/**
 * Yields the JSON values of an answer, those that arrived together in one list: the events of a stream, or one value and `DONE`. The first characters decide
 * which of the two it is, because servers and gateways often send a wrong content type (C263). Throws `ModelError` for anything else, for an event that is
 * too large, and when no event comes for `idle.ms`. Keep-alive comments are not events; the time that the reader needs is not silence.
 */
export async function* readAnswer(
  answer: IncomingMessage,
  provider: ProviderSettings,
  idle: Idle,
): AsyncGenerator<readonly unknown[]> {
  refuseCompressed(answer);
  const type = contentTypeOf(answer);
  const decoder = new TextDecoder();
  const events = new SseReader();
  const silence = new Silence(idle);
  let text = '';
  let content: Content | undefined;
  try {
    // Leaving the loop must not destroy the answer: its connection is used again for the next request.
    for await (const chunk of answer.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      text += decoder.decode(chunk, { stream: true });
      content ??= contentOf(text, type);
      if (content === 'events') {
        const values = events.feed(text);
        text = '';
        if (values.length === 0) continue;
        silence.stop(); // a tool may run for long before the next read
        yield values;
      } else if (content === 'other' && text.length > MAX_PAGE_CHARS) {
        break;
      } else if (text.length > MAX_EVENT_CHARS) {
        throw brokenOff(`the answer is longer than ${MAX_EVENT_CHARS} characters`, { final: true });
      }
      silence.restart();
    }
    if (silence.reached) throw silence.error(); // a body of unknown length looks complete when the connection breaks
  } catch (e) {
    if (content === 'events' && !silence.reached && !(e instanceof ModelError)) yield events.end();
    throw silence.reached ? silence.error() : e;
  } finally {
    silence.stop();
  }
  if (content === 'events') {
    yield events.end();
    if (events.unreadable !== undefined) throw brokenOff(`an event is not JSON: ${shortened(events.unreadable)}`);
  } else if (text.trim() !== '') {
    yield [readWhole(text, type, provider), DONE];
  }
}

/** Builds an answer from its values. */
interface Assembler {
  take(value: unknown): readonly ModelEvent[];
  /** Nothing of importance can follow. */
  readonly ended: boolean;
}

/** The model events of the values, up to the end of the answer. Events before an error still count. */
export function takeAll(values: readonly unknown[], answer: Assembler): { events: ModelEvent[]; error?: Error } {
  const events: ModelEvent[] = [];
  try {
    for (const value of values) {
      events.push(...answer.take(value));
      if (answer.ended) break;
    }
    return { events };
  } catch (e) {
    return { events, error: e as Error };
  }
}

/** Undefined while too few characters have come to decide. */
function contentOf(text: string, type: string): Content | undefined {
  const start = text.trimStart();
  if (start === '') return undefined;
  if (/^[{[]/.test(start)) return 'json';
  if (start.startsWith('<')) return 'other';
  if (type === '' || type === 'text/event-stream' || /^(data|event|id|retry)?:/.test(start)) return 'events';
  return start.length < 'event:'.length ? undefined : 'other';
}

function readWhole(text: string, type: string, provider: ProviderSettings): unknown {
  const json = jsonOf(text);
  if (typeof json === 'object' && json !== null && !Array.isArray(json) && isAnswer(json)) return json;
  const error = errorIn(text);
  const what = type === '' || type === 'text/event-stream' ? 'not made of events' : `${type}, not a stream of events`;
  const wrong = brokenOff(`the answer is ${what}: ${shortened(bodyText(text))}`, { final: true });
  throw lastingError(error, { provider: provider.id, message: wrong.message }) ?? wrong;
}

/** An answer of either API, or an error in a known form. */
const isAnswer = (json: object): boolean =>
  ['output', 'choices', 'error'].some((key) => key in json) || ('object' in json && json.object === 'error');

function refuseCompressed(answer: IncomingMessage): void {
  const encoding = headerOf(answer, 'content-encoding');
  if (!encoding || encoding === 'identity') return;
  answer.destroy();
  throw brokenOff(`the answer is compressed (${encoding}), which was not asked for`, { final: true });
}

/** Whether the answer says that it is a stream of events, or says nothing. */
export const isEventStream = (answer: IncomingMessage): boolean =>
  ['', 'text/event-stream'].includes(contentTypeOf(answer));

const contentTypeOf = (answer: IncomingMessage): string =>
  headerOf(answer, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';

/** Measures how long the server has been silent. */
class Silence {
  readonly #idle: Idle;
  #timer: NodeJS.Timeout | undefined;
  reached = false;

  constructor(idle: Idle) {
    this.#idle = idle;
    this.restart();
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.reached = true;
      this.#idle.abort();
    }, this.#idle.ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  error() {
    return brokenOff('idle timeout waiting for SSE');
  }
}
