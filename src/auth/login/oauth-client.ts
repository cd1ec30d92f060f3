import * as oauth from 'oauth4webapi';
import type { Issuer } from '../issuer.js';
import { requestIssuer } from '../issuer-request.js';

/** Milliseconds for one request to the issuer. */
const TIME_MS = 30_000;

/** How the issuer is reached, and until when. */
export interface IssuerAccess {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** What the library needs to know of an issuer. Only an issuer on this machine is reached without TLS. */
export function oauthClient({ issuer, tokenUrl, clientId }: Issuer, { env, signal }: IssuerAccess) {
  return {
    server: { issuer, token_endpoint: tokenUrl } as oauth.AuthorizationServer,
    client: { client_id: clientId } satisfies oauth.Client,
    options: () => ({
      [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
      [oauth.customFetch]: (url: string, init: Init) => fetchOver(url, init, env),
      signal: AbortSignal.any([AbortSignal.timeout(TIME_MS), ...(signal ? [signal] : [])]),
    }),
  };
}

/** Calls of the library differ only in these members. */
interface Init {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: URLSearchParams | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Node's `fetch` knows neither the proxies nor the certificate authorities of the environment. */
async function fetchOver(
  url: string,
  { method, headers, body, signal }: Init,
  env: NodeJS.ProcessEnv,
): Promise<Response> {
  const { status, text } = await requestIssuer({
    url,
    method: method === 'GET' ? 'GET' : 'POST',
    headers,
    body: body?.toString(),
    signal: signal ?? AbortSignal.timeout(TIME_MS),
    env,
  });
  const isBare = status === 204 || status === 304;
  return new Response(isBare ? null : text, { status, headers: { 'content-type': 'application/json' } });
}
