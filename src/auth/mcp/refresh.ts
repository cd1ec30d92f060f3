import { discoverAuthorizationServerMetadata, OAuthError, refreshAuthorization } from '@modelcontextprotocol/client';
import { type Fetch, fetchOver } from '../../net/fetch.js';
import { type McpCredentials, withoutSecrets, withTokens } from './credentials.js';

/** What the issuer says when the sign-in has ended (RFC 6749 §5.2). */
const REFUSALS = ['invalid_grant', 'invalid_client', 'unauthorized_client'];

export type Renewed = { readonly credentials: McpCredentials } | { readonly refusal: string };

/**
 * Requests new tokens of the issuer that gave the old ones. Rejects when it cannot be reached, with a text that holds no secret. The `auth()` of the library is
 * not used: it begins a new sign-in after a failure, and writes texts of the issuer to stderr.
 */
export async function refresh(
  old: McpCredentials & { refresh_token: string; issuer: string },
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
): Promise<Renewed> {
  const { issuer, refresh_token: refreshToken, resource } = old;
  const fetchFn = issuerFetch(signal, env);
  try {
    const metadata = await discoverAuthorizationServerMetadata(issuer, { fetchFn });
    const given = await refreshAuthorization(issuer, {
      ...(metadata === undefined ? {} : { metadata }),
      clientInformation: clientOf(old),
      refreshToken,
      ...(resource === undefined ? {} : { resource }),
      fetchFn,
    });
    return { credentials: withTokens(old, given) };
  } catch (e) {
    const { message, cause } = e as Error;
    const text = cause instanceof Error ? `${message}: ${cause.message}` : message;
    const reason = withoutSecrets(text, [refreshToken, old.access_token, old.client_secret]);
    if (e instanceof OAuthError && REFUSALS.includes(e.code)) return { refusal: reason };
    throw new Error(`the sign-in could not be renewed: ${reason}`);
  }
}

function clientOf({ client_id, client_secret, token_endpoint_auth_method }: McpCredentials) {
  return {
    client_id,
    ...(client_secret === undefined ? {} : { client_secret }),
    ...(token_endpoint_auth_method === undefined ? {} : { token_endpoint_auth_method }),
  };
}

const TIME_MS = 30_000;
const MAX_BYTES = 1024 * 1024;

/** `fetch` for requests to issuers: each has its time, ends with `signal`, and reads a megabyte at most. `env` names proxies and certificate authorities. */
export function issuerFetch(signal: AbortSignal, env: NodeJS.ProcessEnv): Fetch {
  const send = fetchOver(env, { maxBytes: MAX_BYTES });
  return (url, init) => send(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]) });
}
