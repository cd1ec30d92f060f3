import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Granted {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly clientId: string;
  readonly resource: string | null;
}

export interface IssuerRequest {
  readonly path: string;
  readonly params: Record<string, string>;
}

export interface McpIssuerOptions {
  /** The user refuses. */
  readonly refuses?: boolean;
  /** It lets no program register itself. */
  readonly closed?: boolean;
  /** A client that a person has registered: its secret is needed for tokens, and any port of its address fits. */
  readonly registered?: { readonly id: string; readonly secret: string; readonly callback: string };
  /** Answers a renewal with an error that quotes the request. */
  readonly quotes?: boolean;
}

/** Gives tokens for MCP servers: registration, a page that agrees at once, codes with PKCE, refresh tokens that are good for one use. */
export async function startMcpIssuer({
  refuses = false,
  closed = false,
  quotes = false,
  registered,
}: McpIssuerOptions = {}) {
  const requests: IssuerRequest[] = [];
  const clients = new Map<string, string[]>();
  const codes = new Map<string, Granted>();
  const access = new Set<string>();
  const refresh = new Map<string, string>();
  const everGiven: string[] = [];
  let url = '';

  const give = (clientId: string) => {
    const tokens = { access_token: `access-${randomUUID()}`, refresh_token: `refresh-${randomUUID()}` };
    access.add(tokens.access_token);
    refresh.set(tokens.refresh_token, clientId);
    everGiven.push(...Object.values(tokens));
    return { ...tokens, token_type: 'Bearer', expires_in: 3600, scope: 'read' };
  };
  const redeem = (form: URLSearchParams): object | undefined => {
    const granted = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const same =
      granted?.challenge === challenge &&
      granted.redirectUri === form.get('redirect_uri') &&
      granted.clientId === form.get('client_id') &&
      granted.resource === form.get('resource');
    return same ? give(granted.clientId) : undefined;
  };
  const renew = (form: URLSearchParams): object | undefined => {
    const old = form.get('refresh_token') ?? '';
    const clientId = refresh.get(old);
    refresh.delete(old);
    issuer.onRenewal();
    if (clientId === undefined || clientId !== form.get('client_id')) return undefined;
    return give(clientId);
  };
  const authorize = (params: URLSearchParams, response: ServerResponse): void => {
    const redirectUri = params.get('redirect_uri') ?? '';
    const clientId = params.get('client_id') ?? '';
    const isKnown =
      clientId === registered?.id
        ? redirectUri.replace(/:\d+/, '') === registered.callback
        : clients.get(clientId)?.includes(redirectUri);
    if (!isKnown || params.get('code_challenge_method') !== 'S256')
      return void response.writeHead(400).end('a bad request');
    const back = new URL(redirectUri);
    back.searchParams.set('state', params.get('state') ?? '');
    back.searchParams.set('iss', url);
    if (refuses) {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'The person said no');
    } else {
      const code = randomUUID();
      everGiven.push(code);
      codes.set(code, {
        challenge: params.get('code_challenge') ?? '',
        redirectUri,
        clientId,
        resource: params.get('resource'),
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    const body = Buffer.concat(await request.toArray()).toString();
    const json = (status: number, value: object): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    switch (pathname) {
      case '/.well-known/oauth-authorization-server':
        return json(200, {
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          ...(closed ? {} : { registration_endpoint: `${url}/register` }),
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: registered ? ['client_secret_basic', 'client_secret_post'] : ['none'],
          authorization_response_iss_parameter_supported: true,
        });
      case '/register': {
        const metadata = JSON.parse(body);
        const clientId = `client-${clients.size}`;
        clients.set(clientId, metadata.redirect_uris);
        return json(201, { ...metadata, client_id: clientId });
      }
      case '/authorize':
        requests.push({ path: pathname, params: Object.fromEntries(searchParams) });
        return authorize(searchParams, response);
      case '/token': {
        const form = new URLSearchParams(body);
        if (registered) {
          const [id = '', secret] = basicOf(request) ?? [form.get('client_id') ?? '', form.get('client_secret')];
          if (id !== registered.id || secret !== registered.secret) return json(401, { error: 'invalid_client' });
          form.set('client_id', id);
        }
        requests.push({ path: pathname, params: Object.fromEntries(form) });
        const isRenewal = form.get('grant_type') === 'refresh_token';
        const tokens = isRenewal ? renew(form) : redeem(form);
        const error_description = quotes ? `not good: ${body}` : 'not good';
        return tokens ? json(200, tokens) : json(400, { error: 'invalid_grant', error_description });
      }
      default:
        response.writeHead(404).end();
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = {
    url,
    requests,
    /** Tokens and codes, of all times. */
    everGiven,
    renewals: () => requests.filter(({ params }) => params.grant_type === 'refresh_token'),
    accepts: (authorization: string | undefined) => access.has(authorization?.replace(/^Bearer /, '') ?? ''),
    /** Tokens without a sign-in. */
    giveAnyway: give,
    /** Called when new tokens are asked for, before they are given. */
    onRenewal: (): void => {},
    /** The tokens that servers take are none any more; refresh tokens are. */
    lapse: () => access.clear(),
    /** Nothing that was given counts. */
    forget: () => {
      access.clear();
      refresh.clear();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
}

const basicOf = ({ headers }: IncomingMessage): string[] | undefined =>
  /^Basic /.test(headers.authorization ?? '')
    ? Buffer.from((headers.authorization as string).slice(6), 'base64')
        .toString()
        .split(':')
    : undefined;

export type McpIssuer = Awaited<ReturnType<typeof startMcpIssuer>>;
