import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RenewalRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, string>>;
}

/** What the issuer answers; `undefined` breaks the connection. */
export type IssuerReply = { readonly status: number; readonly body: object | string } | undefined;
export type Answering = (request: RenewalRequest, count: number) => IssuerReply | Promise<IssuerReply>;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as issuers make them; its signature is not checked. `seconds`: from now to its end. */
export function jwt(claims: object, seconds?: number): string {
  const exp = seconds === undefined ? {} : { exp: Math.floor(Date.now() / 1000) + seconds };
  return `${part({ alg: 'none' })}.${part({ ...claims, ...exp })}.${part({})}`;
}

export interface Person {
  readonly accountId: string;
  readonly email?: string;
  readonly plan?: string;
  /** Seconds until the access token lapses; unset: it does not say. */
  readonly expiresIn?: number;
  /** Tells the tokens of one sign-in from those of another. */
  readonly round?: string;
  readonly lastRefresh?: string;
}

/** `auth.json` of a user who is signed in with an account. */
export function accountFile(person: Person) {
  const { accountId, round = '1', lastRefresh = new Date().toISOString() } = person;
  return {
    OPENAI_API_KEY: null,
    tokens: { ...tokensOf(person), account_id: accountId },
    last_refresh: lastRefresh,
    round,
  };
}

export function tokensOf({ accountId, email = 'ada@example.org', plan = 'plus', expiresIn, round = '1' }: Person) {
  const claims = { email, 'https://api.openai.com/auth': { chatgpt_account_id: accountId, chatgpt_plan_type: plan } };
  return {
    id_token: jwt(claims),
    access_token: jwt({ access: `${accountId}-${round}` }, expiresIn),
    refresh_token: `refresh-${accountId}-${round}`,
  };
}

/** A stand-in for the issuer of tokens, on this machine. */
export async function startIssuer(answer: Answering): Promise<Issuer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new Issuer(server, answer);
}

export class Issuer implements AsyncDisposable {
  readonly requests: RenewalRequest[] = [];
  readonly url: string;

  constructor(
    readonly server: Server,
    answer: Answering,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
      const made = { path: request.url ?? '', headers: request.headers, body };
      const reply = await answer(made, this.requests.push(made));
      if (!reply) return void response.destroy();
      const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(text);
    });
  }

  /** Text for `config.toml`; it stands behind all top-level keys. */
  get config(): string {
    return `[turnwire.auth]\nissuer = "${this.url}"\n`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
