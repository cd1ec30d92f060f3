import { CallbackServer, type IssuerAnswer, notSignedInPage, signedInPage } from '../login/callback-server.js';
import type { Page } from '../login/pages.js';

type Redeem = (params: URLSearchParams) => Promise<void>;

const COMES_FROM = 'the terminal';

/** Waits for the browser of one sign-in to an MCP server. */
export class BrowserCallback {
  readonly #server = new CallbackServer({
    host: '127.0.0.1',
    path: '/callback',
    comesFrom: COMES_FROM,
    onAnswer: (answer) => this.#take(answer),
    onShown: () => this.#end(this.#failure),
  });
  readonly #signal: AbortSignal;
  readonly #abort = (): void => this.#end(this.#signal.reason as Error);
  #redeem: Redeem = async () => {};
  #settle: (failure?: Error) => void = () => {};
  #failure: Error | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get state(): string {
    return this.#server.state;
  }

  /** Gives the address to which the browser is to be sent back, on any free port. Throws `AppError` `login_failed`. */
  start(): Promise<string> {
    return this.#server.listen([0], this.#signal);
  }

  /**
   * Waits for the answer, which `redeem` takes, and until the browser has shown how that went: the process may end afterwards. Rejects with what the
   * issuer says of a refusal, what `redeem` throws, or the reason of the signal.
   */
  async answer<T>(redeem: (params: URLSearchParams) => Promise<T>): Promise<T> {
    let redeemed: T | undefined;
    this.#redeem = async (params) => {
      redeemed = await redeem(params);
    };
    await new Promise<void>((resolve, reject) => {
      this.#settle = (failure) => (failure ? reject(failure) : resolve());
      if (this.#signal.aborted) this.#abort();
      else this.#signal.addEventListener('abort', this.#abort, { once: true });
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
    this.#signal.removeEventListener('abort', this.#abort);
    this.#server.close();
    this.#settle(failure);
  }
}
