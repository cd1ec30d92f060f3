import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gate } from './gate.js';

export const CLIENT_ID = 'turnwire-test';
export const ACCOUNT = 'account-1';

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
}

/** What the issuer is to do wrong. */
export interface Mischief {
  /** The answer to a code. */
  readonly token?: { readonly status: number; readonly body: object };
  /** Accounts are given an API key of their own. */
  readonly apiKey?: string;
  /** How codes for devices are given out: in the standard way, or not at all; default: in the default issuer's own way. */
  readonly devices?: 'grant' | 'none';
  /** Stands in the way of the answer to a code. */
  readonly gate?: Gate;
}

export async function startSignInIssuer(mischief: Mischief = {}): Promise<SignInIssuer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new SignInIssuer(server, mischief);
}

/** An issuer on this machine that signs in on the press of a button, and checks requests strictly. */
export class SignInIssuer implements AsyncDisposable {
  readonly url: string;
  /** Bodies of the requests for tokens. */
  readonly asked: URLSearchParams[] = [];
  readonly #grants = new Map<string, Grant>();
  #codes = 0;
  #devicePolls = 0;

  constructor(
    readonly server: Server,
    readonly mischief: Mischief,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** Text for `config.toml`; it stands behind all top-level keys. */
  config(ports: readonly number[] = [0]): string {
    return `[turnwire.auth]\nissuer = "${this.url}"\nclient_id = "${CLIENT_ID}"\nports = [${ports.join(', ')}]\n`;
  }

  /** Presses a button of the page at `authUrl` as a browser would, and gives the address that it is sent to. */
  async press(authUrl: string, button: 'approve' | 'deny'): Promise<URL> {
    const url = new URL(authUrl);
    url.pathname = `/${button}`;
    const { status, headers } = await fetch(url, { redirect: 'manual' });
    if (status !== 302) throw new Error(`the issuer answered ${status}`);
    return new URL(headers.get('location') ?? '');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const json = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    switch (url.pathname) {
      case '/oauth/authorize':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end(signInPage(url.search));
      case '/approve':
        return void response.writeHead(302, { location: this.#approve(url.searchParams) }).end();
      case '/deny': {
        const denied = { error: 'access_denied', error_description: 'The person said no.' };
        return void response.writeHead(302, { location: back(url.searchParams, denied) }).end();
      }
      case '/oauth/token':
        this.asked.push(new URLSearchParams(body));
        await this.mischief.gate?.pass();
        return void json(...this.#token(new URLSearchParams(body)));
      case '/.well-known/openid-configuration':
        return void json(200, this.#discovery());
      case '/oauth/device':
        return void json(200, this.#beginGrant(new URLSearchParams(body)));
      case '/api/accounts/deviceauth/usercode':
        if (this.mischief.devices) return void json(404, {});
        return void json(200, { device_auth_id: 'device-1', user_code: 'ABCD-EFGH', interval: '0' });
      case '/api/accounts/deviceauth/token':
        if (this.#devicePolls++ < 2) return void json(403, {});
        return void json(200, this.#approveDevice());
      default:
        return void json(404, {});
    }
  }

  #discovery(): object {
    const device = { device_authorization_endpoint: `${this.url}/oauth/device` };
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/oauth/authorize`,
      token_endpoint: `${this.url}/oauth/token`,
      ...(this.mischief.devices === 'grant' ? device : {}),
    };
  }

  #beginGrant(params: URLSearchParams): object {
    if (params.get('client_id') !== CLIENT_ID || !params.get('scope')?.includes('offline_access')) return {};
    return {
      device_code: 'device-1',
      user_code: 'WDJB-MJHT',
      verification_uri: `${this.url}/device`,
      expires_in: 600,
      interval: 0.01,
    };
  }

  #approve(params: URLSearchParams): string {
    const code = `code-${++this.#codes}`;
    const [challenge, redirectUri] = [params.get('code_challenge') ?? '', params.get('redirect_uri') ?? ''];
    this.#grants.set(code, { challenge, redirectUri });
    return back(params, { code });
  }

  #approveDevice(): object {
    const [code, verifier] = ['code-device', 'a-verifier-that-the-issuer-has-made-by-itself-0000'];
    this.#grants.set(code, { challenge: challengeOf(verifier), redirectUri: `${this.url}/deviceauth/callback` });
    return { authorization_code: code, code_verifier: verifier, code_challenge: challengeOf(verifier) };
  }

  #token(params: URLSearchParams): [number, object] {
    if (params.get('grant_type') === 'urn:ietf:params:oauth:grant-type:device_code') return this.#deviceToken(params);
    if (params.get('grant_type') !== 'authorization_code') return this.#key();
    if (this.mischief.token) return [this.mischief.token.status, this.mischief.token.body];
    const code = params.get('code') ?? '';
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    const fits =
      grant?.redirectUri === params.get('redirect_uri') &&
      grant.challenge === challengeOf(params.get('code_verifier') ?? '') &&
      params.get('client_id') === CLIENT_ID;
    return fits
      ? [200, this.#tokens()]
      : [400, { error: 'invalid_grant', error_description: 'That code is not good.' }];
  }

  #deviceToken(params: URLSearchParams): [number, object] {
    if (params.get('device_code') !== 'device-1') return [400, { error: 'invalid_grant' }];
    return this.#devicePolls++ < 2 ? [400, { error: 'authorization_pending' }] : [200, this.#tokens()];
  }

  #key(): [number, object] {
    const { apiKey } = this.mischief;
    return apiKey === undefined ? [403, { error: 'no_key' }] : [200, { access_token: apiKey }];
  }

  #tokens(): object {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.url,
      aud: CLIENT_ID,
      sub: 'ada',
      iat: now,
      exp: now + 3600,
      email: 'ada@example.org',
      'https://api.openai.com/auth': { chatgpt_account_id: ACCOUNT, chatgpt_plan_type: 'plus' },
    };
    return {
      id_token: jwt(claims),
      access_token: jwt({ exp: now + 3600, access: this.#codes }),
      refresh_token: `refresh-${this.#codes}`,
      token_type: 'Bearer',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The signature of tokens that come directly from the issuer is not checked. */
export function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from('signature').toString('base64url')}`;
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

function back(params: URLSearchParams, answer: Record<string, string>): string {
  const url = new URL(params.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries({ ...answer, state: params.get('state') ?? '' })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

const signInPage = (search: string): string => `<!doctype html>
<html lang="en"><title>Sign in</title>
<p>The editor wants to use your account.</p>
<p><a id="approve" href="/approve${search.replaceAll('&', '&amp;')}">Approve</a>
<a id="deny" href="/deny${search.replaceAll('&', '&amp;')}">Deny</a></p>
</html>`;
