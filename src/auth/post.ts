import { request as httpRequest, STATUS_CODES } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { routeTo } from '../net/route.js';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Names proxies and certificate authorities. */
  readonly env: NodeJS.ProcessEnv;
}

export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const MAX_BYTES = 1024 * 1024;

/** Posts to an issuer and gives the answer, whatever its status; redirections are not followed. Rejects when there is none. */
export async function post({ url, headers, body, signal, env }: Post): Promise<Answer> {
  const address = new URL(url);
  const route = await routeTo(address, env);
  return new Promise((resolve, reject) => {
    const send = address.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = {
      method: 'POST',
      headers: { 'content-length': Buffer.byteLength(body), ...headers },
      signal,
      agent: route.agent,
      ...(route.secureContext ? { secureContext: route.secureContext } : {}),
    };
    const request = send(address, options, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) request.destroy(new Error('the answer is too long'));
        else chunks.push(chunk);
      });
      answer.on('end', () => {
        const { statusCode: status = 0 } = answer;
        const told = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        const text = Buffer.concat(chunks).toString();
        resolve({ status, statusText: STATUS_CODES[status] ?? '', headers: Object.fromEntries(told), text });
      });
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export interface JsonPost extends Omit<Post, 'body'> {
  readonly body: object;
}

export interface JsonAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Undefined when it is no JSON. */
  readonly body: unknown;
}

export async function postJson({ body, headers, ...rest }: JsonPost): Promise<JsonAnswer> {
  const json = { 'content-type': 'application/json', ...headers };
  const { status, statusText, text } = await post({ ...rest, headers: json, body: JSON.stringify(body) });
  return { status, statusText, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
