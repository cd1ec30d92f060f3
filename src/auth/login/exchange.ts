import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { type Post, post } from '../post.js';

/** Milliseconds for one question to the issuer. */
const TIME_MS = 30_000;

export interface Exchange {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Gives a code for tokens, and asks for a key beside them (v1-protocol §16.7). Rejects with a message for people, without what was sent. */
export async function exchangeCode(
  issuer: Issuer,
  { code, verifier, redirectUri }: Exchange,
  env: NodeJS.ProcessEnv,
): Promise<NewTokens> {
  const terms = oauthTerms(issuer, env);
  const { server, client, options } = terms;
  // Whether it is the answer to our question has been checked by its state.
  const answer = oauth.validateAuthResponse(server, client, new URLSearchParams({ code }), oauth.skipStateCheck);
  const tokens = await plainly(async () => {
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      answer,
      redirectUri,
      verifier,
      options(),
    );
    return oauth.processAuthorizationCodeResponse(server, client, response, { requireIdToken: true });
  });
  const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = tokens;
  if (idToken === undefined || refreshToken === undefined) throw new Error('the issuer has left out a token');
  return { idToken, accessToken, refreshToken, apiKey: await keyFor(terms, idToken) };
}

type Terms = ReturnType<typeof oauthTerms>;

/** What the library needs to know of an issuer. Only one on this machine is asked without TLS. */
function oauthTerms({ issuer, tokenUrl, clientId }: Issuer, env: NodeJS.ProcessEnv) {
  return {
    server: { issuer, token_endpoint: tokenUrl } satisfies oauth.AuthorizationServer,
    client: { client_id: clientId } satisfies oauth.Client,
    options: () => ({
      [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
      [oauth.customFetch]: (
        url: string,
        { headers, body }: { headers: Record<string, string>; body: URLSearchParams },
      ) => fetchBy({ url, headers, body: body.toString(), signal: AbortSignal.timeout(TIME_MS), env }),
    }),
  };
}

/** Node's own fetch knows of no proxies. */
async function fetchBy(request: Post): Promise<Response> {
  const { status, headers, text } = await post(request);
  return new Response(text, { status, headers });
}

const KeyAnswer = z.looseObject({ access_token: z.string().min(1) });

/** Not every account has one; then there is none. */
async function keyFor({ server, client, options }: Terms, idToken: string): Promise<string | undefined> {
  try {
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      oauth.None(),
      'urn:ietf:params:oauth:grant-type:token-exchange',
      {
        requested_token: 'openai-api-key',
        subject_token: idToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      },
      options(),
    );
    return response.ok ? KeyAnswer.parse(await response.json()).access_token : undefined;
  } catch {
    return undefined;
  }
}

/** The library's errors name its own words, and carry the answer in their cause. */
async function plainly<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (e) {
    if (e instanceof oauth.ResponseBodyError)
      throw new Error([`${e.status}`, e.error, e.error_description].filter(Boolean).join(': '));
    const { message, cause } = e as Error;
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : undefined;
    throw new Error(reason === undefined ? message : `${message}: ${reason}`);
  }
}
