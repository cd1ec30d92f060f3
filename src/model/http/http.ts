import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Route, routeTo } from '../../net/route.js';
import { NetworkSettingsError } from '../../net/settings-error.js';
import { type Hop, redirected } from './redirect.js';

// Node's own client: undici costs five times as much to load, in front of the first turn, and nothing of it is needed.

export interface Post {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
}

export interface TransportErrorOptions extends ErrorOptions {
  /** Another attempt cannot mend it. */
  readonly final: boolean;
}

/** No answer came. The message shows the address without what may be secret in it, the cause says why. */
export class TransportError extends Error {
  override name = 'TransportError';
  readonly final: boolean;

  constructor(message: string, { final, ...options }: TransportErrorOptions) {
    super(message, options);
    this.final = final;
  }
}

/** As many as the reference follows. */
const MAX_REDIRECTS = 10;

/** Posts and resolves with the answer, whatever its status, as soon as its headers are there. Throws `TransportError`; when aborted, anything. */
export async function post({ url, headers, body, signal, env }: Post): Promise<IncomingMessage> {
  if (!URL.canParse(url)) throw unsendable(url.replace(/[?#].*/s, ''), new Error('it is no address'), true);
  let hop: Hop = { method: 'POST', url: new URL(url), headers, body };
  for (let redirects = 0; ; redirects++) {
    const answer = await send(hop, await wayTo(hop.url, env), signal);
    const next = redirected(hop, answer.statusCode ?? 0, answer.headers.location);
    if (!next) return answer;
    answer.resume();
    if (redirects === MAX_REDIRECTS) throw notFollowed(hop, 'too many redirects');
    if (hop.url.protocol === 'https:' && next.url.protocol === 'http:') {
      throw notFollowed(hop, 'it leads from https to http');
    }
    hop = next;
  }
}

async function wayTo(url: URL, env: NodeJS.ProcessEnv): Promise<Route> {
  try {
    return await routeTo(url, env);
  } catch (e) {
    if (e instanceof NetworkSettingsError) throw unsendable(shown(url), e, true);
    throw e;
  }
}

function send(hop: Hop, route: Route, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (e: Error, request?: ClientRequest): void => {
      if (signal.aborted) return reject(e);
      // The other side had closed the connection while it was kept for this request: nothing of it was read.
      if (request?.reusedSocket && isReset(e)) return resolve(send(hop, route, signal));
      reject(unsendable(shown(hop.url), e, !request || isLasting(e)));
    };
    try {
      const { method, url, headers, body } = hop;
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { method, headers, ...route });
      request.on('response', resolve);
      request.on('error', (e) => fail(e, request));
      abortWith(signal, request);
      request.end(body);
    } catch (e) {
      fail(e as Error); // an address or a header that is none
    }
  });
}

const codeOf = (error: Error): string => String((error as NodeJS.ErrnoException).code ?? '');
const isReset = (error: Error): boolean => ['ECONNRESET', 'EPIPE'].includes(codeOf(error));
/** A certificate that is not trusted will not be trusted the next time. */
const isLasting = (error: Error): boolean => /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/.test(codeOf(error));

/** The reference's text (C68), and the reason where people have to do something about it. */
function unsendable(url: string, cause: Error, final: boolean): TransportError {
  const reason = final ? `: ${cause.message}` : '';
  return new TransportError(`error sending request for url (${url})${reason}`, { final, cause });
}

function notFollowed(hop: Hop, reason: string): TransportError {
  return new TransportError(`error following redirect for url (${shown(hop.url)}): ${reason}`, { final: true });
}

/** Name, password and query may hold secrets. */
const shown = (url: URL): string => `${url.origin}${url.pathname}`;

/**
 * Node's own option for this would tie the connection, which serves later requests too, to the signal of its first: aborting that would end a
 * request of another turn, or the process.
 */
function abortWith(signal: AbortSignal, request: ClientRequest): void {
  let answer: IncomingMessage | undefined;
  request.once('response', (response) => {
    answer = response;
  });
  const abort = (): void => {
    if (!answer?.complete) request.destroy(new Error('aborted')); // else the connection is free for others already
  };
  if (signal.aborted) return abort();
  signal.addEventListener('abort', abort, { once: true });
  request.once('close', () => signal.removeEventListener('abort', abort));
}
