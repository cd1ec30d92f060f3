import { createParser } from 'eventsource-parser';
import type { Fetch } from '../../net/fetch.js';
import { MAX_MESSAGE_BYTES, readMessages, unreadable } from './messages.js';

const MAX_REFUSAL_BYTES = 1024 * 1024;

/**
 * `fetch` for the library's transport over HTTP. The answers of a server are read here, as leniently as on stdio and with any content type, and
 * passed on as a stream of events that the library understands. Each request gets an answer, which is an error when the server's cannot be read (C302).
 */
export function readingFetch(send: Fetch): Fetch {
  const open = new Map<number, AbortController>();
  return async (url, init) => {
    const { id, cancels } = requestIn(init?.body);
    if (cancels !== undefined) open.get(cancels)?.abort(new Error('the request was cancelled'));
    const over = new AbortController();
    if (id !== undefined) open.set(id, over);
    const close = (): void => void (id !== undefined && open.delete(id));
    try {
      const signal = init?.signal ? AbortSignal.any([init.signal, over.signal]) : over.signal;
      return readable(await send(url, { ...init, signal }), id, close);
    } catch (e) {
      close();
      throw e;
    }
  };
}

/** `close` is called when the answer has been read. */
function readable(response: Response, id: number | undefined, close: () => void): Response {
  const { body, headers, ok, status } = response;
  const isStream = headers.get('content-type')?.includes('text/event-stream') ?? false;
  if (body === null || status === 202 || !ok || (id === undefined && !isStream)) {
    close();
    return body === null || status === 202 ? response : new Response(cutOff(body), { status, headers });
  }
  const eventHeaders = new Headers(headers);
  eventHeaders.set('content-type', 'text/event-stream');
  return new Response(encoded(eventsFor(id, piecesOf(body, isStream)), close), { status, headers: eventHeaders });
}

/** A sent message: a request with its id, or the notification that another request is cancelled, whose answer is then no longer read. */
function requestIn(body: unknown): { readonly id?: number | undefined; readonly cancels?: number | undefined } {
  if (typeof body !== 'string') return {};
  const { id, method, params } = JSON.parse(body) as {
    id?: unknown;
    method?: unknown;
    params?: { requestId?: number };
  };
  if (method === 'notifications/cancelled') return { cancels: params?.requestId };
  return typeof id === 'number' && typeof method === 'string' ? { id } : {};
}

/** Data that may hold messages, with the id of its event, or the time after which the server wants another request. */
type Piece = { readonly data: string; readonly id?: string | undefined } | { readonly retryMs: number };

/** The pieces of a body that is a stream of events or one JSON text: its first character decides, not its content type. */
async function* piecesOf(body: ReadableStream<Uint8Array>, isStream: boolean): AsyncGenerator<Piece> {
  const pieces: Piece[] = [];
  const whole: string[] = [];
  let length = 0;
  let isEvents: boolean | undefined;
  const parser = createParser({
    maxBufferSize: MAX_MESSAGE_BYTES,
    onEvent: ({ data, id }) => pieces.push({ data, id }),
    onRetry: (retryMs) => pieces.push({ retryMs }),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') throw new Error('an event is too long');
    },
  });
  for await (const text of textOf(body)) {
    if (isEvents === undefined && text.trim() !== '') isEvents = looksLikeEvents(text.trimStart(), isStream);
    if (isEvents) {
      parser.feed(text);
      yield* pieces.splice(0);
    } else {
      whole.push(text);
      length += text.length;
      if (length > MAX_MESSAGE_BYTES) throw new Error('the answer is too long');
    }
  }
  if (!isEvents) return yield { data: whole.join('') };
  parser.feed('\n\n'); // the blank line after the last event may be missing
  yield* pieces.splice(0);
}

const looksLikeEvents = (start: string, isStream: boolean): boolean =>
  isStream ? !/^[{[]/.test(start) : /^(data|event|id|retry)?:/.test(start);

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of body) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The events for the library. Those for a request end with its answer, unless the library can ask for the rest of the stream. */
async function* eventsFor(id: number | undefined, pieces: AsyncIterable<Piece>): AsyncGenerator<string> {
  const open = { has: (other: number) => id === undefined || other === id, only: () => id };
  let isAnswered = id === undefined;
  let canResume = false;
  let lastData = '';
  let problem = 'there is none';
  try {
    for await (const piece of pieces) {
      if ('retryMs' in piece) {
        yield `retry: ${piece.retryMs}\n\n`;
        continue;
      }
      const messages = readMessages(piece.data, open);
      canResume ||= piece.id !== undefined;
      isAnswered ||= messages.some((message) => !('method' in message));
      lastData = piece.data;
      if (piece.id !== undefined && messages.length === 0) yield `id: ${piece.id}\ndata:\n\n`;
      for (const message of messages) yield eventOf(message, piece.id);
    }
    if (lastData.trim() !== '') problem = lastData.trim();
  } catch (e) {
    if (id === undefined || canResume) throw e;
    problem = (e as Error).message;
  }
  if (id !== undefined && !isAnswered && !canResume) yield eventOf(unreadable(id, problem));
}

const eventOf = (message: object, id: string | undefined = undefined): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`;

function encoded(events: AsyncGenerator<string>, close: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await events.next();
      if (!done) return controller.enqueue(encoder.encode(value));
      close();
      controller.close();
    },
    async cancel() {
      close();
      await events.return(undefined);
    },
  });
}

/** The beginning of a body with the reason of a refusal. */
function cutOff(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let left = MAX_REFUSAL_BYTES;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (left > 0) controller.enqueue(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) controller.terminate();
      },
    }),
  );
}
