import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isOwnHost } from '../login/is-own-host.js';
import { isSame } from '../login/is-same.js';
import { listenOn } from '../login/listen.js';
import { type Page, sendPage } from '../login/pages.js';

/** A server on this machine to which an issuer sends the browser back, once. */
export class Callback {
  readonly state = randomBytes(32).toString('base64url');
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #signal: AbortSignal;
  readonly #fail = (): void => this.#end(this.#signal.reason as Error);
  #redeem: (params: URLSearchParams) => Promise<void> = async () => {};
  #settle: (failure?: Error) => void = () => {};
  #port = 0;
  #answered = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Gives the address to which the browser is to be sent back, on any free port. Throws `AppError` `login_failed`. */
  async start(): Promise<string> {
    this.#port = await listenOn(this.#server, [0], this.#signal);
    return `http://127.0.0.1:${this.#port}/callback`;
  }

  /**
   * Waits for the browser. `redeem` takes what the issuer answers; the person is told how that went. Rejects with what the issuer says of a refusal, what
   * `redeem` throws, or the reason of the signal.
   */
  async answer<T>(redeem: (params: URLSearchParams) => Promise<T>): Promise<T> {
    let redeemed: T | undefined;
    this.#redeem = async (params) => {
      redeemed = await redeem(params);
    };
    await new Promise<void>((resolve, reject) => {
      this.#settle = (failure) => (failure ? reject(failure) : resolve());
      if (this.#signal.aborted) this.#fail();
      else this.#signal.addEventListener('abort', this.#fail, { once: true });
    });
    return redeemed as T;
  }

  /** The port is free afterwards. */
  close(): void {
    this.#end();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, query] = (request.url ?? '').split('?', 2);
    const searchParams = new URLSearchParams(query);
    if (!isOwnHost(request.headers.host, this.#port)) return sendPage(response, STRANGE_HOST);
    if (path !== '/callback') return sendPage(response, NOT_FOUND);
    if (!isSame(searchParams.get('state') ?? '', this.state)) return sendPage(response, STATE_MISMATCH);
    const refusal = searchParams.get('error');
    if (refusal === null && !searchParams.get('code')) return sendPage(response, NO_CODE);
    if (this.#answered) return sendPage(response, USED);
    this.#answered = true;
    try {
      if (refusal !== null) throw new Error(refusalOf(refusal, searchParams.get('error_description')));
      await this.#redeem(searchParams);
      this.#finish(response, SIGNED_IN);
    } catch (e) {
      this.#finish(response, notSignedIn((e as Error).message), e as Error);
    }
  }

  /** The page goes out whole before the port is given up; a browser that has gone meanwhile is not waited for. */
  #finish(response: ServerResponse, page: Page, failure?: Error): void {
    if (response.destroyed) return this.#end(failure);
    response.once('close', () => this.#end(failure));
    sendPage(response, page);
  }

  #end(failure?: Error): void {
    this.#signal.removeEventListener('abort', this.#fail);
    this.#server.close();
    this.#server.closeAllConnections(); // browsers keep theirs open
    this.#settle(failure);
  }
}

const MAX_REASON = 300;

/** Also in a terminal, where control characters would have an effect. */
function refusalOf(error: string, description: string | null): string {
  const text = description === null || description === error ? error : `${error}: ${description}`;
  return text.replace(/\p{Cc}/gu, ' ').slice(0, MAX_REASON);
}

const SIGNED_IN: Page = {
  status: 200,
  title: 'You are signed in',
  text: 'You can close this page and go back to the terminal.',
};
const NOT_FOUND: Page = { status: 404, title: 'Not found', text: 'There is nothing here.' };
const STRANGE_HOST: Page = {
  status: 403,
  title: 'Not allowed',
  text: 'This page can be reached on this machine only.',
};
const STATE_MISMATCH: Page = {
  status: 400,
  title: 'This is not the sign-in that is waited for',
  text: 'State mismatch. Open the sign-in page from the terminal.',
};
const NO_CODE: Page = { status: 400, title: 'Something is missing', text: 'The answer holds no authorization code.' };
const USED: Page = {
  status: 409,
  title: 'Already under way',
  text: 'This sign-in has been answered. You can close this page.',
};
const notSignedIn = (reason: string): Page => ({ status: 400, title: 'You are not signed in', text: reason });
