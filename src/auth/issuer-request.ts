import { STATUS_CODES } from 'node:http';
import { jsonOf } from '../domain/json.js';
import { readText, send, TransportError } from '../net/http.js';

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

/** Gives the response with any status; redirects are not followed. Rejects when there is none, or it is longer than a megabyte. */
export async function requestIssuer({ headers, signal, ...request }: IssuerRequest): Promise<IssuerResponse> {
  try {
    // Each request uses a new connection: a code can be used only once, so it could not be sent again after a kept connection has failed.
    const response = await send({ ...request, signal, headers: { ...headers, connection: 'close' } });
    const { statusCode: status = 0 } = response;
    return { status, statusText: STATUS_CODES[status] ?? '', text: await readText(response, MAX_BYTES) };
  } catch (e) {
    if (signal.aborted) throw signal.reason;
    throw e instanceof TransportError ? new Error(e.reason, { cause: e.cause }) : e;
  }
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

/** Posts JSON and gives the response with any status. Rejects when there is none. */
export async function postJson({ headers, body, ...request }: JsonPost): Promise<JsonResponse> {
  const { text, ...response } = await requestIssuer({
    ...request,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { ...response, body: jsonOf(text) };
}
