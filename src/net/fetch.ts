import type { IncomingMessage } from 'node:http';
import { pipeline, Readable, Transform } from 'node:stream';
import { MAX_REDIRECTS, send, TransportError } from './http.js';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface FetchOptions {
  /** The most that the body of an answer may hold; default: no limit, for streams. */
  readonly maxBytes?: number;
}

/** `fetch` for libraries, by our own HTTP client: Node's knows neither the proxies nor the certificate authorities of the environment. */
export function fetchOver(env: NodeJS.ProcessEnv, { maxBytes }: FetchOptions = {}): Fetch {
  return async (target, init) => {
    const request = new Request(new URL(target), init);
    const { method, signal } = request;
    const answer = await send({
      method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: init?.body == null ? undefined : await request.text(),
      signal,
      env,
      redirects: request.redirect === 'follow' ? MAX_REDIRECTS : 0,
      repeatable: method === 'GET' || method === 'HEAD',
    }).catch((e) => {
      if (!(e instanceof TransportError)) throw signal.aborted ? signal.reason : e;
      throw new TypeError('fetch failed', { cause: new Error(e.reason, { cause: e.cause }) }); // as the standard has it
    });
    return responseOf(answer, method, maxBytes);
  };
}

function responseOf(answer: IncomingMessage, method: string, maxBytes: number | undefined): Response {
  const { statusCode: status = 0, statusMessage: statusText = '' } = answer;
  const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const isBare = method === 'HEAD' || [101, 204, 205, 304].includes(status);
  if (isBare) answer.resume();
  return new Response(isBare ? null : toWeb(answer, maxBytes), { status, statusText, headers });
}

/** Node and the standard library disagree on the type of the same stream. */
function toWeb(answer: IncomingMessage, maxBytes: number | undefined): ReadableStream<Uint8Array> {
  const body = maxBytes === undefined ? answer : pipeline(answer, upTo(maxBytes), () => {});
  return Readable.toWeb(body) as unknown as ReadableStream<Uint8Array>;
}

function upTo(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Error('the answer is too long'));
      else done(null, chunk);
    },
  });
}
