import * as oauth from 'oauth4webapi';
import * as z from 'zod';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { type IssuerAccess, oauthClient } from './oauth-client.js';
import { readTokens } from './tokens.js';

export interface Exchange {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Exchanges a code for tokens, and requests a key beside them (C16). Rejects with a message for the user, without what was sent. */
export async function exchangeCode(issuer: Issuer, exchange: Exchange, reach: IssuerAccess): Promise<NewTokens> {
  const { code, verifier, redirectUri } = exchange;
  const { server, client, options } = oauthClient(issuer, reach);
  // Its `state` was checked already, so it is the answer to our request.
  const answer = oauth.validateAuthResponse(server, client, new URLSearchParams({ code }), oauth.skipStateCheck);
  const none = oauth.None();
  const tokens = await readTokens(
    await oauth.authorizationCodeGrantRequest(server, client, none, answer, redirectUri, verifier, options()),
  );
  return { ...tokens, apiKey: await keyFor(issuer, tokens.idToken, reach) };
}

const KeyAnswer = z.looseObject({ access_token: z.string().trim().min(1) });

/** Not every account has one; then there is none. */
async function keyFor(issuer: Issuer, idToken: string, reach: IssuerAccess): Promise<string | undefined> {
  const { server, client, options } = oauthClient(issuer, reach);
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
