import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AppError } from '../../../protocol/errors.js';
import type { NewTokens } from '../auth-manager.js';
import { withoutSecrets } from '../explanation.js';
import type { Issuer } from '../issuer.js';
import { authorizeUrl } from './authorize-url.js';
import { isOwnHost } from './is-own-host.js';
import { isSame } from './is-same.js';
import { type Page, sendPage } from './pages.js';

export interface LoginOptions {
  readonly issuer: Issuer;
  /** Tried in this order; 0 is any. The issuer must know them. */
  readonly ports: readonly number[];
  readonly originator: string;
  readonly workspace?: string | undefined;
  /** Milliseconds that a person has. */
  readonly timeMs: number;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
  /** Keeps the tokens; throws when they may not or cannot be kept. */
  readonly keep: (tokens: NewTokens) => void;
}

export interface LoginOutcome {
  readonly success: boolean;
  /** For people; none after a success. */
  readonly error?: string | undefined;
}

/** Milliseconds for which whoever opens the page again is told that it has been used. */
const LINGER_MS = 10_000;

/**
 * One sign-in in a browser: a server on this machine to which the issuer sends the browser back. It ends once, by the first of: tokens are kept, the
 * issuer refuses, somebody cancels, the time is up.
 */
export class Login {
  readonly id = randomUUID();
  /** Never rejects. */
  readonly ended: Promise<LoginOutcome>;
  readonly #options: LoginOptions;
  readonly #state = randomBytes(32).toString('base64url');
  readonly #verifier = randomBytes(64).toString('base64url');
  readonly #over = new AbortController();
  #settle: (outcome: LoginOutcome) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #server: Server | undefined;
  #port = 0;
  #used = false;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Begins to wait for the browser and gives the page to open. Throws `AppError` `login_failed`. */
  async start(): Promise<string> {
    const { issuer, ports, originator, workspace, timeMs } = this.#options;
    try {
      const { createServer } = await import('node:http'); // takes a while to load
      const { listenOn } = await import('./listen.js');
      this.#server = createServer((request, response) => void this.#serve(request, response));
      this.#port = await listenOn(this.#server, ports, this.#over.signal);
    } catch (e) {
      this.#end({ success: false, error: (e as Error).message });
      throw e;
    }
    if (this.isOver) this.release();
    else this.#timer = setTimeout(() => this.#cancelFor('Login timed out'), timeMs).unref();
    const challenge = createHash('sha256').update(this.#verifier).digest('base64url');
    return authorizeUrl(issuer, {
      redirectUri: this.#redirectUri,
      challenge,
      state: this.#state,
      originator,
      workspace,
    });
  }

  /** Ends it, and frees its port at once. */
  cancel(): void {
    this.#cancelFor(`${PREFIX}Login was not completed`);
  }

  /** Gives up the port, which is kept for a moment after the browser has come back. */
  release(): void {
    clearTimeout(this.#timer);
    if (this.#port === 0) return; // a server that is closed on its way up never says that it is there
    this.#server?.close();
    this.#server?.closeAllConnections(); // browsers keep theirs open
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, query] = (request.url ?? '').split('?', 2);
    if (!isOwnHost(request.headers.host, this.#port)) return sendPage(response, STRANGE_HOST);
    if (path === '/cancel') {
      response.once('close', () => {
        this.#cancelFor(`${PREFIX}Login cancelled`);
        this.release();
      });
      response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' }).end('Login cancelled');
    } else if (path === '/auth/callback') await this.#callBack(new URLSearchParams(query), response);
    else sendPage(response, NOT_FOUND);
  }

  async #callBack(params: URLSearchParams, response: ServerResponse): Promise<void> {
    if (!isSame(params.get('state') ?? '', this.#state)) return sendPage(response, STATE_MISMATCH);
    if (this.#used) return sendPage(response, USED);
    const [code, refusal] = [params.get('code'), params.get('error')];
    if (!code && refusal === null) return sendPage(response, NO_CODE);
    this.#used = true;
    const failure = refusal === null ? await this.#exchange(code ?? '') : (params.get('error_description') ?? refusal);
    if (this.isOver) return; // cancelled meanwhile
    sendPage(response, failure === undefined ? SIGNED_IN : notSignedIn(failure, refusal === null ? 500 : 400));
    this.#end(failure === undefined ? { success: true } : { success: false, error: PREFIX + failure });
    this.#server?.unref();
    this.#timer = setTimeout(() => this.release(), LINGER_MS).unref();
  }

  /** Why there are no tokens; undefined when they are kept. */
  async #exchange(code: string): Promise<string | undefined> {
    const { issuer, keep, env } = this.#options;
    const { signal } = this.#over;
    try {
      const { exchangeCode } = await import('./exchange.js');
      const redirectUri = this.#redirectUri;
      const tokens = await exchangeCode(issuer, { code, verifier: this.#verifier, redirectUri }, { env, signal });
      if (!signal.aborted) keep(tokens);
      return undefined;
    } catch (e) {
      const { message } = e as Error;
      return AppError.is(e) ? message : `Token exchange failed: ${withoutSecrets(message, [code, this.#verifier])}`;
    }
  }

  #cancelFor(error: string): void {
    if (this.isOver) return;
    this.#end({ success: false, error });
    this.release();
  }

  #end(outcome: LoginOutcome): void {
    if (this.isOver) return;
    this.#over.abort();
    clearTimeout(this.#timer);
    setImmediate(() => this.#settle(outcome)); // whoever cancels says so first
  }

  get #redirectUri(): string {
    return `http://localhost:${this.#port}/auth/callback`;
  }
}

/** The reference's, which clients may know. */
const PREFIX = 'Login server error: ';

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
  title: 'Already done',
  text: 'This sign-in has been answered before; nothing has changed. You can close this page.',
};
const notSignedIn = (reason: string, status = 400): Page => ({
  status,
  title: 'You are not signed in',
  text: `${reason} Go back to your editor to try again.`.replace(/([^.!?]) Go back/, '$1. Go back'),
});
