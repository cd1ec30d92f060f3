import { request as httpRequest, STATUS_CODES } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { routeTo } from '../net/route.js';

export interface Question {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
}

export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
}

const MAX_BYTES = 1024 * 1024;

/** Asks and gives the answer, whatever its status; redirections are not followed. Rejects when there is none. */
export async function askIssuer({ url, method, headers, body, signal, env }: Question): Promise<Answer> {
  const route = await routeTo(new URL(url), env);
  return new Promise((resolve, reject) => {
    const fail = (e: NodeJS.ErrnoException): void => {
      if (signal.aborted) return reject(signal.reason);
      reject(e.message ? e : new Error(e.code ?? 'no connection', { cause: e })); // one for several addresses has no text
    };
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    // Each on a connection of its own: what counts once cannot be sent again when a kept one turns out to be dead.
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
