import { request as httpRequest, STATUS_CODES } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { routeTo } from '../net/route.js';

export interface IssuerRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
}

export interface IssuerResponse {
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
}

const MAX_BYTES = 1024 * 1024;

/** Gives the response, whatever its status; redirects are not followed. Rejects when there is none, or it is longer than a megabyte. */
export async function requestIssuer({
  url,
  method,
  headers,
  body,
  signal,
  env,
}: IssuerRequest): Promise<IssuerResponse> {
  const route = await routeTo(new URL(url), env);
  return new Promise((resolve, reject) => {
    const fail = (e: NodeJS.ErrnoException): void => {
      if (signal.aborted) return reject(signal.reason);
      reject(e.message ? e : new Error(e.code ?? 'no connection', { cause: e })); // an error for several addresses has no text
    };
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    // Each on a new connection: a code that counts once cannot be sent again when a kept connection turns out to be dead.
    const lengths = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...lengths, connection: 'close' }, signal, ...route };
    const request = send(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) request.destroy(new Error('the answer is too long'));
        else chunks.push(chunk);
      });
      answer.on('end', () => {
        const { statusCode: status = 0 } = answer;
        resolve({ status, statusText: STATUS_CODES[status] ?? '', text: Buffer.concat(chunks).toString() });
      });
      answer.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}

export interface JsonPost extends Omit<IssuerRequest, 'method' | 'body'> {
  readonly body: object;
}

export interface JsonResponse {
  readonly status: number;
  readonly statusText: string;
  /** Undefined when it is no JSON. */
  readonly body: unknown;
}

/** Posts JSON and gives the response, whatever its status. Rejects when there is none. */
export async function postJson({ headers, body, ...request }: JsonPost): Promise<JsonResponse> {
  const { text, ...response } = await requestIssuer({
    ...request,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { ...response, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
