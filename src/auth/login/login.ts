import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AppError } from '../../../protocol/errors.js';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { authorizeUrl } from './authorize-url.js';
import { isSame } from './is-same.js';
import { listenOn } from './listen.js';
import { type Page, sendPage } from './pages.js';

export interface LoginOptions {
  readonly issuer: Issuer;
  /** Tried in this order; 0 is any. The issuer must know them. */
  readonly ports: readonly number[];
  readonly originator: string;
  readonly env: NodeJS.ProcessEnv;
  readonly workspace?: string | undefined;
  /** Milliseconds that a person has. */
  readonly timeMs: number;
  /** Keeps the tokens; throws when they may not or cannot be kept. */
  readonly keep: (tokens: NewTokens) => void;
}

export interface LoginOutcome {
  readonly success: boolean;
  /** For people; none after a success. */
  readonly error?: string | undefined;
}

/**
 * One sign-in in a browser: a server on this machine to which the issuer sends the browser back. It ends once, by the first of: tokens are kept, the
 * issuer refuses, somebody cancels, the time is up.
 */
export class Login {
  readonly id = randomUUID();
  /** Never rejects; the port is free when it resolves. */
  readonly ended: Promise<LoginOutcome>;
  readonly #options: LoginOptions;
  readonly #state = randomBytes(32).toString('base64url');
  readonly #verifier = randomBytes(64).toString('base64url');
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #over = new AbortController();
  #settle: (outcome: LoginOutcome) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #redirectUri = '';
  #codeUsed = false;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Begins to wait for the browser and gives the page to open. Throws `AppError` `login_failed`. */
  async start(): Promise<string> {
    const { issuer, ports, originator, workspace, timeMs } = this.#options;
    try {
      const port = await listenOn(this.#server, ports, this.#over.signal);
      this.#redirectUri = `http://localhost:${port}/auth/callback`;
    } catch (e) {
      this.#end({ success: false, error: (e as Error).message });
      throw e;
    }
    if (this.#over.signal.aborted) this.#free(); // cancelled before it began
    this.#timer = setTimeout(() => this.#end({ success: false, error: 'Login timed out' }), timeMs).unref();
    const challenge = createHash('sha256').update(this.#verifier).digest('base64url');
    return authorizeUrl(issuer, {
      redirectUri: this.#redirectUri,
      challenge,
      state: this.#state,
      originator,
      workspace,
    });
  }

  cancel(): void {
    this.#end(failed('Login was not completed'));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!this.#isOurHost(request.headers.host)) return sendPage(response, STRANGE_HOST);
    if (url.pathname === '/cancel') {
      response.once('close', () => this.#end(failed('Login cancelled')));
      response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' }).end('Login cancelled');
    } else if (url.pathname === '/auth/callback') await this.#callBack(url.searchParams, response);
    else sendPage(response, NOT_FOUND);
  }

  async #callBack(params: URLSearchParams, response: ServerResponse): Promise<void> {
    if (!isSame(params.get('state') ?? '', this.#state)) return sendPage(response, STATE_MISMATCH);
    const refusal = params.get('error');
    if (refusal !== null) {
      const reason = params.get('error_description') ?? refusal;
      return this.#finish(response, notSignedIn(reason), failed(reason));
    }
    const code = params.get('code');
    if (!code) return sendPage(response, NO_CODE);
    if (this.#codeUsed) return sendPage(response, USED);
    this.#codeUsed = true;
    try {
      const { exchangeCode } = await import('./exchange.js');
      const { issuer, env, keep } = this.#options;
      const tokens = await exchangeCode(
        issuer,
        { code, verifier: this.#verifier, redirectUri: this.#redirectUri },
        env,
      );
      if (this.#over.signal.aborted) return sendPage(response, notSignedIn('The sign-in was cancelled.'));
      keep(tokens);
    } catch (e) {
      const { message } = e as Error;
      const reason = AppError.is(e) ? message : `Token exchange failed: ${message}`;
      return this.#finish(response, notSignedIn(reason, 500), failed(reason));
    }
    this.#finish(response, SIGNED_IN, { success: true });
  }

  /** The page goes out whole before the port is given up. */
  #finish(response: ServerResponse, page: Page, outcome: LoginOutcome): void {
    response.once('close', () => this.#end(outcome));
    sendPage(response, page);
  }

  #end(outcome: LoginOutcome): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    clearTimeout(this.#timer);
    this.#free();
    setImmediate(() => this.#settle(outcome)); // whoever cancels says so first
  }

  #free(): void {
    this.#server.close();
    this.#server.closeAllConnections(); // browsers keep theirs open
  }

  /** A page of another site that has its name point to this machine must not get through (DNS rebinding). */
  #isOurHost(host: string | undefined): boolean {
    const { port } = new URL(this.#redirectUri);
    return host === `localhost:${port}` || host === `127.0.0.1:${port}`;
  }
}

/** The reference's prefix, which clients may know. */
const failed = (reason: string): LoginOutcome => ({ success: false, error: `Login server error: ${reason}` });

const SIGNED_IN: Page = {
  status: 200,
  title: 'You are signed in',
  text: 'You can close this page and go back to your editor.',
};
const NOT_FOUND: Page = { status: 404, title: 'Not found', text: 'There is nothing here.' };
const STRANGE_HOST: Page = { status: 403, title: 'Not allowed', text: 'This page can be reached as localhost only.' };
const STATE_MISMATCH: Page = {
  status: 400,
  title: 'This is not the sign-in that is waited for',
  text: 'State mismatch. Go back to your editor, and open the sign-in page from there.',
};
const NO_CODE: Page = {
  status: 400,
  title: 'Something is missing',
  text: 'Missing authorization code. Go back to the sign-in page and try again.',
};
const USED: Page = {
  status: 409,
  title: 'Already under way',
  text: 'This sign-in has been answered. You can close this page.',
};
const notSignedIn = (reason: string, status = 400): Page => ({
  status,
  title: 'You are not signed in',
  text: `${reason} Go back to your editor to try again.`.replace(/([^.!?]) Go back/, '$1. Go back'),
});
