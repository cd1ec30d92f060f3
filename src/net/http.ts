import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { onAbort } from '../domain/abort.js';
import { NetworkSettingsError } from './proxy.js';
import { type Hop, redirected } from './redirect.js';
import { builtinHttps, type Route, routeTo } from './route.js';

// Node's own client. undici takes five times as long to load before the first turn, and has nothing that is needed here.

/** The same number as in the reference. */
export const MAX_REDIRECTS = 10;

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or its bytes in parts. */
  readonly body?: Hop['body'];
  readonly signal: AbortSignal;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
  /** How many redirects are followed; further ones are an error. Default: none, the answer is given as it is. */
  readonly redirects?: number;
  /** The request may be sent twice without harm. So when a kept connection is found closed, it is sent again on another one. */
  readonly repeatable?: boolean;
}

export interface TransportErrorOptions extends ErrorOptions {
  readonly reason: string;
  /** Another attempt cannot help. */
  readonly final: boolean;
}

/** No answer came. The message shows the reason, and the address without parts that may be secret. */
export class TransportError extends Error {
  override name = 'TransportError';
  readonly reason: string;
  readonly final: boolean;

  constructor(message: string, { reason, final, ...options }: TransportErrorOptions) {
    super(`${message}: ${reason}`, options);
    this.reason = reason;
    this.final = final;
  }
}

/**
 * Sends a request over the proxy and with the certificate authorities of the environment. Resolves with the response of any status as soon as
 * its headers are there. Throws `TransportError`; after an abort it may throw any error.
 */
export async function send(request: HttpRequest): Promise<IncomingMessage> {
  const { method, url, headers, body, signal, env, redirects = 0, repeatable = false } = request;
  if (!URL.canParse(url)) throw unsendable(url.replace(/[?#].*/s, ''), new Error('it is not an address'), true);
  let hop: Hop = { method, url: new URL(url), headers, body };
  for (let followed = 0; ; followed++) {
    const answer = await sendOnce(hop, await wayTo(hop.url, env), { signal, repeatable });
    const next = redirects > 0 ? redirected(hop, answer.statusCode ?? 0, answer.headers.location) : undefined;
    if (!next) return answer;
    answer.resume();
    if (followed === redirects) throw notFollowed(hop, 'too many redirects');
    if (hop.url.protocol === 'https:' && next.url.protocol === 'http:') {
      throw notFollowed(hop, 'it leads from https to http');
    }
    hop = next;
  }
}

/** The body of an answer as text. Rejects when it breaks off or is longer than `maxBytes`. */
export async function readText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error('the answer is too long'); // leaving the loop destroys the answer
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function wayTo(url: URL, env: NodeJS.ProcessEnv): Promise<Route> {
  try {
    return await routeTo(url, env);
  } catch (e) {
    if (e instanceof NetworkSettingsError) throw unsendable(shown(url), e, true);
    throw e;
  }
}

type Sending = Required<Pick<HttpRequest, 'signal' | 'repeatable'>>;

function sendOnce(hop: Hop, route: Route, { signal, repeatable }: Sending): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (e: Error, request?: ClientRequest): void => {
      if (signal.aborted) return reject(e);
      // The other side had closed the kept connection, and has read nothing of this request.
      if (repeatable && request?.reusedSocket && isReset(e)) {
        return resolve(sendOnce(hop, route, { signal, repeatable }));
      }
      reject(unsendable(shown(hop.url), e, !request || isLasting(e)));
    };
    try {
      const { method, url, headers } = hop;
      // The length of a text is known when it is encoded, so that is done once, here.
      const body = typeof hop.body === 'string' ? [Buffer.from(hop.body)] : hop.body;
      const length = body?.reduce((sum, part) => sum + part.length, 0);
      const lengths = length === undefined ? {} : { 'content-length': String(length) };
      const options = { method, headers: { ...headers, ...lengths }, ...route };
      const request = (url.protocol === 'https:' ? builtinHttps().request : httpRequest)(url, options);
      request.on('response', resolve);
      request.on('error', (e) => fail(e, request));
      abortWith(signal, request);
      for (const part of body?.slice(0, -1) ?? []) request.write(part);
      request.end(body?.at(-1));
    } catch (e) {
      fail(e as Error); // an invalid address or header
    }
  });
}

const codeOf = (error: Error): string => String((error as NodeJS.ErrnoException).code ?? '');
const isReset = (error: Error): boolean => ['ECONNRESET', 'EPIPE'].includes(codeOf(error));
/** A certificate that is not trusted will not be trusted the next time. */
const isLasting = (error: Error): boolean => /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/.test(codeOf(error));

/** What the system's codes mean. */
const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing accepts connections at this address',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'the host does not answer in time',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network of the host',
  EPROTO: 'the two sides do not understand each other; is it http instead of https?',
};

/** Why a request failed, in words and with the system's code. */
function reasonOf(error: Error): string {
  const code = codeOf(error);
  // The error for several addresses (`localhost`) has no message.
  const text = error.message || (error instanceof AggregateError ? String(error.errors[0]?.message ?? '') : '');
  const words = WORDS[code];
  if (words !== undefined) return `${words} (${code})`;
  return text || code || 'no connection';
}

/** The reference's text, and the reason (C68, C260). */
function unsendable(url: string, cause: Error, final: boolean): TransportError {
  return new TransportError(`error sending request for url (${url})`, { reason: reasonOf(cause), final, cause });
}

function notFollowed(hop: Hop, reason: string): TransportError {
  return new TransportError(`error following redirect for url (${shown(hop.url)})`, { reason, final: true });
}

/** Name, password and query may hold secrets. */
const shown = (url: URL): string => `${url.origin}${url.pathname}`;

/**
 * Node's own option would bind the connection to the signal of its first request. The connection also serves later requests, so an abort would end a request of
 * another turn, or the process.
 */
function abortWith(signal: AbortSignal, request: ClientRequest): void {
  let answer: IncomingMessage | undefined;
  request.once('response', (response) => {
    answer = response;
  });
  const abort = (): void => {
    if (!answer?.complete) request.destroy(new Error('aborted')); // else the connection is free for others already
  };
  request.once('close', onAbort(signal, abort));
}
