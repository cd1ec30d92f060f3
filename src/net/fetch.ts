import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { authorityFiles } from './authorities.js';
import { proxyFor } from './proxy.js';
import { routeTo } from './route.js';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * `fetch` over the proxies and with the certificate authorities of the environment, which Node's own does not know; where there are none it is Node's own.
 * Over them a redirect is not followed, and a body is a text or a form.
 */
export function fetchOver(env: NodeJS.ProcessEnv): Fetch {
  return async (target, init) => {
    const url = new URL(target);
    if (!proxyFor(url, env) && authorityFiles(env).length === 0) return fetch(url, init);
    const request = new Request(url, init);
    const body = init?.body == null ? undefined : await request.text();
    const answer = await send(request, body, env);
    const { statusCode: status = 0, statusMessage: statusText = '' } = answer;
    const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const isBare = request.method === 'HEAD' || [101, 204, 205, 304].includes(status);
    if (isBare) answer.resume();
    return new Response(isBare ? null : toWeb(answer), { status, statusText, headers });
  };
}

async function send(request: Request, body: string | undefined, env: NodeJS.ProcessEnv): Promise<IncomingMessage> {
  const { method, signal } = request;
  const url = new URL(request.url);
  const route = await routeTo(url, env);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, headers: { ...Object.fromEntries(request.headers), ...length }, signal, ...route };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Node and the standard library disagree on the type of the same stream. */
const toWeb = (answer: IncomingMessage) => Readable.toWeb(answer) as unknown as ReadableStream<Uint8Array>;
