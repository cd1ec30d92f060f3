import { createParser } from 'eventsource-parser';
import { ModelError } from '../core/ports.js';

/** The JSON of each `data:` of a stream of server-sent events; data that is not JSON is passed over (v1-agent-core §5). */
export async function* readSse(
  body: AsyncIterable<Buffer>,
  idle: { ms: number; abort: () => void },
): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let events: unknown[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      const json = parseJson(data);
      if (json !== undefined) events.push(json);
    },
  });
  let idled = false;
  const timer = setTimeout(() => {
    idled = true;
    idle.abort();
  }, idle.ms);
  try {
    for await (const chunk of body) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (events.length === 0) continue;
      timer.refresh();
      const ready = events;
      events = [];
      yield* ready;
      timer.refresh(); // a tool may have held the stream for long
    }
  } catch (e) {
    if (idled) throw new ModelError('stream disconnected before completion: idle timeout waiting for SSE');
    throw e;
  } finally {
    clearTimeout(timer);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // keep-alives and `[DONE]`
  }
}
