import type { McpOauthClient } from '../../core/ports/mcp.js';
import { onAbort } from '../../domain/abort.js';
import { CallbackServer, type IssuerAnswer, notSignedInPage, signedInPage } from '../login/callback-server.js';
import type { Page } from '../login/pages.js';

type Redeem = (params: URLSearchParams) => Promise<void>;

const COMES_FROM = 'the terminal';

/** Issuers compare the address with the one that they know; a port that it does not name may be any (RFC 8252 §7.3). */
function placeOf({ callbackUrl, callbackPort = 0 }: McpOauthClient) {
  if (callbackUrl === undefined) return { host: '127.0.0.1', path: '/callback', port: callbackPort } as const;
  const {
    protocol,
    hostname: host,
    port,
    pathname,
    search,
  } = URL.canParse(callbackUrl) ? new URL(callbackUrl) : ({} as Partial<URL>);
  if (protocol !== 'http:' || (host !== '127.0.0.1' && host !== 'localhost') || search !== '')
    throw new Error(
      `\`oauth.callback_url\` is ${callbackUrl}: the browser can only be sent back to http://127.0.0.1 or http://localhost, with a path`,
    );
  return { host, path: pathname as string, port: port ? Number(port) : callbackPort } as const;
}

/** Waits for the browser of one sign-in to an MCP server. */
export class BrowserCallback {
  readonly #server: CallbackServer;
  readonly #port: number;
  readonly #signal: AbortSignal;
  #redeem: Redeem = async () => {};
  #settle: (failure?: Error) => void = () => {};
  #forgetSignal: () => void = () => {};
  #failure: Error | undefined;

  /** `client`: the address that the user has registered. Throws when it is none of this machine. */
  constructor(signal: AbortSignal, client: McpOauthClient = {}) {
    this.#signal = signal;
    const { host, path, port } = placeOf(client);
    this.#port = port;
    this.#server = new CallbackServer({
      ...{ host, path, comesFrom: COMES_FROM },
      onAnswer: (answer) => this.#take(answer),
      onShown: () => this.#end(this.#failure),
    });
  }

  get state(): string {
    return this.#server.state;
  }

  /** Gives the address to which the browser is to be sent back, on any free port unless one is set. Throws `AppError` `login_failed`. */
  start(): Promise<string> {
    return this.#server.listen([this.#port], this.#signal);
  }

  /**
   * Waits for the answer, which `redeem` takes, and until the browser has got the page with the result: the process may end after that. Rejects with what the
   * issuer says of a refusal, what `redeem` throws, or the reason of the signal.
   */
  async answer<T>(redeem: (params: URLSearchParams) => Promise<T>): Promise<T> {
    let redeemed: T | undefined;
    this.#redeem = async (params) => {
      redeemed = await redeem(params);
    };
    await new Promise<void>((resolve, reject) => {
      this.#settle = (failure) => (failure ? reject(failure) : resolve());
      this.#forgetSignal = onAbort(this.#signal, () => this.#end(this.#signal.reason as Error));
    });
    return redeemed as T;
  }

  /** The port is free afterwards. */
  close(): void {
    this.#end();
  }

  async #take({ params, refusal }: IssuerAnswer): Promise<Page> {
    try {
      if (refusal) throw new Error([...new Set([refusal.error, refusal.description ?? refusal.error])].join(': '));
      await this.#redeem(params);
      return signedInPage(COMES_FROM);
    } catch (e) {
      this.#failure = e as Error;
      return notSignedInPage((e as Error).message, COMES_FROM, 400);
    }
  }

  #end(failure?: Error): void {
    this.#forgetSignal();
    this.#server.close();
    this.#settle(failure);
  }
}
