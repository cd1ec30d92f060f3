import {
  type AuthorizationServerMetadata,
  checkResourceAllowed,
  discoverOAuthServerInfo,
  exchangeAuthorization,
  extractWWWAuthenticateParams,
  LATEST_PROTOCOL_VERSION,
  type OAuthClientInformationFull,
  registerClient,
  startAuthorization,
} from '@modelcontextprotocol/client';
import type { McpOauthClient, McpTarget } from '../../core/ports/mcp.js';
import { BrowserCallback } from './browser-callback.js';
import { type McpCredentials, withoutSecrets, withTokens } from './credentials.js';
import { issuerFetch } from './refresh.js';

export interface SignInOptions {
  /** Further headers that the server wants of everybody. */
  readonly headers: Readonly<Record<string, string>>;
  /** Default: what the server names. */
  readonly scopes?: readonly string[] | undefined;
  /** The client that the user has registered. */
  readonly client?: McpOauthClient | undefined;
  /** What the tokens are requested for; default: what the server calls itself. */
  readonly resource?: string | undefined;
  /** Shows the page to open in a browser, and the port on this machine that the browser must reach. */
  readonly show: (page: string, port: string) => void;
  /** Ends it, with the reason of the signal. */
  readonly signal: AbortSignal;
  /** Names proxies and certificate authorities. */
  readonly env: NodeJS.ProcessEnv;
}

type Fetch = ReturnType<typeof issuerFetch>;
type Challenge = { readonly isOpen: boolean } & ReturnType<typeof extractWWWAuthenticateParams>;

/** Where the user signs in. */
interface Place {
  readonly issuer: string;
  readonly metadata: AuthorizationServerMetadata;
  /** What the tokens are requested for. */
  readonly resource: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

interface Redeeming {
  readonly target: McpTarget;
  readonly place: Place;
  readonly client: OAuthClientInformationFull;
  readonly redirectUrl: string;
  readonly codeVerifier: string;
  readonly fetchFn: Fetch;
}

const OFFLINE = 'offline_access';

/**
 * Signs in to an MCP server in a browser: learns from the server which issuer gives tokens, registers this program there, and waits for the browser to come
 * back (MCP, Authorization; RFC 9728, 8414, 7591, 7636, 9207). Rejects with what went wrong, without secrets.
 *
 * The steps are the library's; its `auth()`, which does all steps, writes texts of the issuer to stderr and loses the reason when a step fails.
 */
export async function signIn(
  target: McpTarget,
  { headers, scopes, client: known, resource, show, signal, env }: SignInOptions,
): Promise<McpCredentials> {
  const fetchFn = issuerFetch(signal, env);
  const challenge = await readChallenge(target, headers, fetchFn);
  const found = await discover(target, challenge, fetchFn);
  const place = { ...found, resource: resource ?? found.resource };
  const scope = scopes?.join(' ') || scopeOf(challenge.scope, place);
  const callback = new BrowserCallback(signal, known);
  try {
    const redirectUrl = await callback.start();
    const client = registered(known, redirectUrl) ?? (await register(place, { redirectUrl, scope, fetchFn }));
    const { authorizationUrl, codeVerifier } = await startAuthorization(place.issuer, {
      metadata: place.metadata,
      clientInformation: client,
      redirectUrl,
      state: callback.state,
      ...(scope === undefined ? {} : { scope }),
      ...(place.resource === undefined ? {} : { resource: place.resource }),
    });
    show(checkedPage(authorizationUrl), new URL(redirectUrl).port);
    return await callback.answer((params) =>
      redeem(params, { target, place, client, redirectUrl, codeVerifier, fetchFn }),
    );
  } finally {
    callback.close();
  }
}

/** The answer of the server to a client without a token. */
async function readChallenge(
  { url }: McpTarget,
  headers: Readonly<Record<string, string>>,
  fetchFn: Fetch,
): Promise<Challenge> {
  const params = {
    protocolVersion: LATEST_PROTOCOL_VERSION,
    capabilities: {},
    clientInfo: { name: 'turnwire', version: '' },
  };
  const response = await orCause(`${url} cannot be reached`, () =>
    fetchFn(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
    }),
  );
  await response.body?.cancel();
  // Some servers need a token only for their tools, and publish that in a document that needs none.
  return { isOpen: response.ok, ...extractWWWAuthenticateParams(response) };
}

/** The issuer that gives tokens, and the resource that they are for. */
async function discover(
  { url }: McpTarget,
  { isOpen, resourceMetadataUrl }: Challenge,
  fetchFn: Fetch,
): Promise<Place> {
  const { authorizationServerUrl, authorizationServerMetadata, resourceMetadata } = await orCause(
    'the server does not say where to sign in',
    () =>
      discoverOAuthServerInfo(url, { ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }), fetchFn }),
  );
  if (authorizationServerMetadata === undefined)
    throw new Error(isOpen ? 'the server asks for no sign-in' : 'the server does not say where to sign in');
  const resource = resourceMetadata?.resource;
  // Otherwise the token would be for another server (RFC 9728 §7.3).
  if (resource !== undefined && !checkResourceAllowed({ requestedResource: url, configuredResource: resource }))
    throw new Error(`the server says that it is ${resource}, which it is not`);
  return {
    issuer: String(authorizationServerUrl),
    metadata: authorizationServerMetadata,
    resource,
    scopes: resourceMetadata?.scopes_supported,
  };
}

/** The scopes that the server names, and the scope for tokens that can be renewed, if the issuer knows it. */
function scopeOf(asked: string | undefined, { scopes, metadata }: Place): string | undefined {
  const scope = asked ?? scopes?.join(' ');
  if (!scope || scope.split(' ').includes(OFFLINE) || !metadata.scopes_supported?.includes(OFFLINE))
    return scope || undefined;
  return `${scope} ${OFFLINE}`;
}

/** The client of the user's own; it needs no registration. */
function registered(client: McpOauthClient = {}, redirectUrl: string): OAuthClientInformationFull | undefined {
  const { id, secret, secretMethod } = client;
  if (id === undefined) return undefined;
  return {
    client_id: id,
    redirect_uris: [redirectUrl],
    ...(secret === undefined ? {} : { client_secret: secret }),
    ...(secret === undefined || secretMethod === undefined ? {} : { token_endpoint_auth_method: secretMethod }),
  };
}

/** Each sign-in registers a new client: the port is different each time, and some issuers compare it. */
function register(
  { issuer, metadata }: Place,
  { redirectUrl, scope, fetchFn }: { redirectUrl: string; scope: string | undefined; fetchFn: Fetch },
) {
  if (metadata.registration_endpoint === undefined)
    throw new Error(
      `${issuer} lets no program register itself: register a client there and set \`oauth.client_id\`, or set \`bearer_token_env_var\``,
    );
  const clientMetadata = {
    client_name: 'Turnwire',
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  };
  return orCause(`${issuer} does not register this program`, () =>
    registerClient(issuer, { metadata, clientMetadata, ...(scope === undefined ? {} : { scope }), fetchFn }),
  );
}

async function redeem(
  params: URLSearchParams,
  { target, place, client, redirectUrl, codeVerifier, fetchFn }: Redeeming,
): Promise<McpCredentials> {
  const code = params.get('code') as string;
  const iss = params.get('iss');
  const secrets = [code, codeVerifier, client.client_secret];
  const given = await orCause(
    `${place.issuer} gives no tokens`,
    () =>
      exchangeAuthorization(place.issuer, {
        metadata: place.metadata,
        clientInformation: client,
        authorizationCode: code,
        ...(iss === null ? {} : { iss }),
        codeVerifier,
        redirectUri: redirectUrl,
        ...(place.resource === undefined ? {} : { resource: place.resource }),
        fetchFn,
      }),
    secrets,
  );
  const { client_id, client_secret, token_endpoint_auth_method } = client;
  const { issuer, resource } = place;
  const { name: server_name, url: server_url } = target;
  const known = { server_name, server_url, client_id, client_secret, token_endpoint_auth_method, issuer, resource };
  return withTokens({ ...known, scopes: [] }, given);
}

/** Only an address that a browser opens: for other kinds of addresses, the system might start a program. */
function checkedPage(url: URL): string {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`the sign-in page is no page: ${url.protocol}`);
  return url.href;
}

/** Says what failed, and the reason as far as the user can act on it. */
async function orCause<T>(
  what: string,
  action: () => Promise<T>,
  secrets: readonly (string | undefined)[] = [],
): Promise<T> {
  try {
    return await action();
  } catch (e) {
    const { message, cause } = e as Error;
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new Error(`${what}: ${withoutSecrets(reason, secrets)}`);
  }
}
