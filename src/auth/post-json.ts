import { request as httpRequest, STATUS_CODES } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface JsonPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Undefined when it is no JSON. */
  readonly body: unknown;
}

const MAX_BYTES = 1024 * 1024;

/** Posts JSON and gives the answer, whatever its status; redirections are not followed. Rejects when there is none. */
export function postJson({ url, headers, body, signal }: JsonPost): Promise<JsonAnswer> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      signal,
    };
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
        resolve({ status, statusText: STATUS_CODES[status] ?? '', body: parse(Buffer.concat(chunks).toString()) });
      });
      answer.on('error', reject);
    });
    request.on('error', reject);
    request.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
