import { createParser } from 'eventsource-parser';
import { brokenOff } from './provider-error.js';

/** What the Chat Completions API says at the end of a stream. */
export const DONE = '[DONE]';

/** Characters of one event: far more than a model says, and what a server may fill our memory with. */
export const MAX_EVENT_CHARS = 64 * 1024 * 1024;

/**
 * The JSON of each `data:` of a stream of server-sent events, and `DONE`; other data that is not JSON is passed over (C63). Throws `ModelError` when no event
 * has come for `idle.ms`, or too large a one. Comments that keep the connection alive are no events, and time in the reader's hands is no silence.
 */
export async function* readSse(
  body: AsyncIterable<Buffer>,
  idle: { ms: number; abort: () => void },
  maxEventChars = MAX_EVENT_CHARS,
): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let events: unknown[] = [];
  let tooLarge = false;
  const parser = createParser({
    maxBufferSize: maxEventChars,
    onError: (e) => {
      tooLarge ||= e.type === 'max-buffer-size-exceeded';
    },
    onEvent: ({ data }) => {
      const json = parseJson(data);
      if (json !== undefined) events.push(json);
    },
  });
  let idled = false;
  const silence = () => brokenOff('idle timeout waiting for SSE');
  const listen = () =>
    setTimeout(() => {
      idled = true;
      idle.abort();
    }, idle.ms);
  let timer = listen();
  try {
    for await (const chunk of body) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (tooLarge) throw brokenOff(`an event is longer than ${maxEventChars} characters`, { final: true });
      if (events.length === 0) continue;
      const ready = events;
      events = [];
      clearTimeout(timer); // a tool may hold the stream for long
      yield* ready;
      timer = listen();
    }
    if (idled) throw silence(); // a body of unknown length ends as if it were whole
  } catch (e) {
    throw idled ? silence() : e;
  } finally {
    clearTimeout(timer);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === DONE ? DONE : undefined; // the rest are keep-alives
  }
}
