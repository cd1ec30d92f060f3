import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { lateModule } from '../../os/late-import.js';
import type { Page, sendPage } from './pages.js';

const loadListen = lateModule(() => import('./listen.js'));
const loadPages = lateModule(() => import('./pages.js'));

/** The params with which the issuer has sent the browser back. */
export interface IssuerAnswer {
  /** It has a `code`, unless the issuer has refused. */
  readonly params: URLSearchParams;
  readonly refusal: { readonly error: string; readonly description: string | undefined } | undefined;
}

export interface CallbackServerOptions {
  /** The name of this machine in the address, and the path. Issuers compare both with the registered ones. */
  readonly host: 'localhost' | '127.0.0.1';
  readonly path: string;
  /** The program in which the user continues; the pages name it. */
  readonly comesFrom: 'your editor' | 'the terminal';
  /** Takes the first answer. Gives the page to show, or undefined when the sign-in has ended meanwhile. Never rejects. */
  readonly onAnswer: (answer: IssuerAnswer) => Promise<Page | undefined>;
  /** The whole page was sent, or the browser has disconnected. */
  readonly onShown?: () => void;
  /** Another sign-in wants the port (`/cancel`, C16); default: such requests are not found. */
  readonly onCancel?: () => void;
}

const MAX_REASON = 300;

/** A server on this machine to which an issuer sends the browser back, once. Both kinds of sign-in use it: to the account and to MCP servers. */
export class CallbackServer {
  readonly state = randomBytes(32).toString('base64url');
  readonly #options: CallbackServerOptions;
  #server: Server | undefined;
  #port = 0;
  #answered = false;

  constructor(options: CallbackServerOptions) {
    this.#options = options;
  }

  get redirectUri(): string {
    const { host, path } = this.#options;
    return `http://${host}:${this.#port}${path}`;
  }

  /** Gives the address to which the browser is to be sent back, on the first port that can be had; 0 is any. Throws `AppError` `login_failed`. */
  async listen(ports: readonly number[], signal: AbortSignal): Promise<string> {
    const { createServer } = await import('node:http'); // takes a while to load
    const { listenOn } = await loadListen();
    const { sendPage } = await loadPages();
    this.#server = createServer((request, response) => void this.#serve(request, response, sendPage));
    this.#port = await listenOn(this.#server, ports, signal);
    return this.redirectUri;
  }

  /** The port is free afterwards. */
  close(): void {
    if (this.#port === 0) return; // a server that is closed while it starts emits no `listening`
    this.#server?.close();
    this.#server?.closeAllConnections(); // browsers keep their connections open
  }

  /** The process may end while this still listens. */
  unref(): void {
    this.#server?.unref();
  }

  async #serve(request: IncomingMessage, response: ServerResponse, send: typeof sendPage): Promise<void> {
    const { path: callbackPath, onCancel } = this.#options;
    const [path, query] = (request.url ?? '').split('?', 2);
    if (!this.#isOwnHost(request.headers.host)) return send(response, WRONG_HOST);
    const isCallback = path === callbackPath;
    if (isFromAnotherSite(request.headers) && !(isCallback && opensPage(request.headers)))
      return send(response, ANOTHER_SITE);
    if (isCallback) return this.#takeAnswer(new URLSearchParams(query), response, send);
    if (path !== '/cancel' || onCancel === undefined) return send(response, NOT_FOUND);
    response.once('close', onCancel);
    response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' }).end('Login cancelled');
  }

  async #takeAnswer(params: URLSearchParams, response: ServerResponse, send: typeof sendPage): Promise<void> {
    const { comesFrom, onAnswer, onShown } = this.#options;
    if (!isSameSecret(params.get('state') ?? '', this.state)) return send(response, stateMismatch(comesFrom));
    if (this.#answered) return send(response, ANSWERED);
    const error = params.get('error');
    if (error === null && !params.get('code')) return send(response, NO_CODE);
    this.#answered = true;
    const refusal = error === null ? undefined : { error: line(error), description: optionalLine(params) };
    const page = await onAnswer({ params, refusal });
    if (page === undefined) return;
    if (response.destroyed) return onShown?.();
    if (onShown !== undefined) response.once('close', onShown);
    send(response, page);
  }

  /** A page of another site whose name resolves to this machine must be refused (DNS rebinding). */
  #isOwnHost(host: string | undefined): boolean {
    return host === `localhost:${this.#port}` || host === `127.0.0.1:${this.#port}`;
  }
}

/** The browser says that a page of another site makes it send this (C300). */
function isFromAnotherSite({ 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return site === 'cross-site' || site === 'same-site';
}

/** The issuer sends the browser back as a navigation of a window. Pictures, frames and scripts of other sites are no such navigation. */
function opensPage({ 'sec-fetch-mode': mode, 'sec-fetch-dest': destination }: IncomingHttpHeaders): boolean {
  return mode === 'navigate' && destination === 'document';
}

/** Compares in constant time, so that the time does not show where the two differ. */
function isSameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Also shown in a terminal, where control characters would have an effect. */
const line = (text: string): string => text.replace(/\p{C}/gu, ' ').slice(0, MAX_REASON);

function optionalLine(params: URLSearchParams): string | undefined {
  const description = params.get('error_description');
  return description === null ? undefined : line(description);
}

export const signedInPage = (comesFrom: string): Page => ({
  status: 200,
  title: 'You are signed in',
  text: `You can close this page and go back to ${comesFrom}.`,
});

export const notSignedInPage = (reason: string, comesFrom: string, status: number): Page => ({
  status,
  title: 'You are not signed in',
  text: `${/[.!?]$/.test(reason) ? reason : `${reason}.`} Go back to ${comesFrom} to try again.`,
});

const NOT_FOUND: Page = { status: 404, title: 'Not found', text: 'There is nothing here.' };
const WRONG_HOST: Page = { status: 403, title: 'Not allowed', text: 'This page can be reached on this machine only.' };
const ANOTHER_SITE: Page = { status: 403, title: 'Not allowed', text: 'A page of another site has sent this request.' };
const stateMismatch = (comesFrom: string): Page => ({
  status: 400,
  title: 'This page belongs to another sign-in',
  text: `State mismatch. Go back to ${comesFrom}, and open the sign-in page from there.`,
});
const NO_CODE: Page = {
  status: 400,
  title: 'Something is missing',
  text: 'Missing authorization code. Go back to the sign-in page and try again.',
};
const ANSWERED: Page = {
  status: 409,
  title: 'Already done',
  text: 'This sign-in has been answered before; nothing has changed. You can close this page.',
};
