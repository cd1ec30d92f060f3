import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  STATUS_CODES,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ModelError } from '../core/ports.js';

// Node's own client: undici costs five times as much to load, in front of the first turn, and nothing of it is needed.
const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

export interface Post {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Posts and resolves with the answer as soon as its headers are there; anything but a 2xx is a `ModelError`. */
export async function post({ url, headers, body, signal }: Post): Promise<IncomingMessage> {
  const answer = await send(url, headers, body, signal);
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  const text = await readText(answer);
  throw new ModelError(`unexpected status ${status} ${STATUS_CODES[status] ?? ''}: ${text}`);
}

function send(
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (e: Error): void => {
      reject(signal.aborted ? e : new ModelError(`error sending request for url (${url})`, { cause: e }));
    };
    try {
      const secure = url.startsWith('https:');
      const options = { method: 'POST', headers, agent: secure ? agents.https : agents.http };
      const request = (secure ? httpsRequest : httpRequest)(url, options, resolve);
      request.on('error', fail);
      abortWith(signal, request);
      request.end(body);
    } catch (e) {
      fail(e as Error); // an address that is none
    }
  });
}

const MAX_ERROR_TEXT = 64 * 1024;

async function readText(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_ERROR_TEXT) break;
  }
  return text;
}

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
