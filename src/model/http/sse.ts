import { createParser } from 'eventsource-parser';
import { brokenOff } from './provider-error.js';

/** What the Chat Completions API says at the end of a stream. */
export const DONE = '[DONE]';

/** Characters of one event: far more than a model says. It keeps a server from filling our memory. */
export const MAX_EVENT_CHARS = 64 * 1024 * 1024;

/** The JSON of each `data:` of a stream of server-sent events, and `DONE`. Other data that is not JSON keeps the connection alive (C63). */
export class SseReader {
  readonly #maxEventChars: number;
  readonly #parser;
  #values: unknown[] = [];
  #tooLarge = false;
  #unreadable: string | undefined;

  constructor(maxEventChars = MAX_EVENT_CHARS) {
    this.#maxEventChars = maxEventChars;
    this.#parser = createParser({
      maxBufferSize: maxEventChars,
      onError: (e) => {
        this.#tooLarge ||= e.type === 'max-buffer-size-exceeded';
      },
      onEvent: ({ data, event }) => this.#take(data, event),
    });
  }

  /** Text of an event that is neither JSON nor `DONE`, where the last event was such a one. */
  get unreadable(): string | undefined {
    return this.#unreadable;
  }

  /** The values that a piece of the stream completes. Throws `ModelError` for an event that is too large. */
  feed(text: string): unknown[] {
    this.#parser.feed(text);
    if (this.#tooLarge) throw brokenOff(`an event is longer than ${this.#maxEventChars} characters`, { final: true });
    return this.#values.splice(0);
  }

  /** The value of a last event that no blank line ends. */
  end(): unknown[] {
    return this.feed('\n\n');
  }

  #take(data: string, event: string | undefined): void {
    const json = parseJson(data);
    this.#unreadable = json === undefined && data.trim() !== '' && !data.startsWith('{') ? data : undefined;
    if (json === undefined) return;
    this.#values.push(event === 'error' ? asError(json) : json);
  }
}

/** Some servers name the event `error`, and its data says only what is wrong. */
function asError(json: unknown): unknown {
  const isEvent = typeof json === 'object' && json !== null && ('type' in json || 'error' in json);
  return isEvent ? json : { error: json };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim() === DONE ? DONE : undefined;
  }
}
