import { createParser } from 'eventsource-parser';
import { brokenOff } from './provider-error.js';

/** The last data of a stream of the Chat Completions API. */
export const DONE = '[DONE]';

/** The most characters in one event, far more than a model writes. The limit stops a server from filling our memory. */
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

  /** The text of the last event if it was neither JSON nor `DONE`. */
  get unreadable(): string | undefined {
    return this.#unreadable;
  }

  /** Returns the values that this piece of the stream completes. Throws `ModelError` for an event that is too large. */
  feed(text: string): unknown[] {
    this.#parser.feed(text);
    if (this.#tooLarge) throw brokenOff(`an event is longer than ${this.#maxEventChars} characters`, { final: true });
    return this.#values.splice(0);
  }

  /** The value of a last event without a blank line after it. */
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

/** Some servers name the event `error`, and its data is only the message. */
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
