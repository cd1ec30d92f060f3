import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../../../protocol/errors.js';
import { lateModule } from '../../os/late-import.js';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { withoutSecrets } from '../issuer-texts.js';
import { authorizeUrl } from './authorize-url.js';
import { CallbackServer, type IssuerAnswer, notSignedInPage, signedInPage } from './callback-server.js';
import type { Page } from './pages.js';

const loadExchange = lateModule(() => import('./exchange.js'));

export interface LoginOptions {
  readonly issuer: Issuer;
  /** Tried in this order; 0 is any. The issuer must know them. */
  readonly ports: readonly number[];
  readonly originator: string;
  readonly workspace?: string | undefined;
  /** Milliseconds that the user has. */
  readonly timeMs: number;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
  /** Keeps the tokens; throws when they may not or cannot be kept. */
  readonly keep: (tokens: NewTokens) => void;
}

export interface LoginOutcome {
  readonly success: boolean;
  /** For the user; none after a success. */
  readonly error?: string | undefined;
}

/** Milliseconds for which a browser that opens the page again learns that it has been used. */
const LINGER_MS = 10_000;
/** For the pages. */
const COMES_FROM = 'your editor';

/**
 * One sign-in in a browser. It ends once, by the first of: tokens are kept, the issuer refuses, the user cancels, the time is up.
 */
export class Login {
  readonly id = randomUUID();
  /** Never rejects. */
  readonly ended: Promise<LoginOutcome>;
  readonly #options: LoginOptions;
  readonly #verifier = randomBytes(64).toString('base64url');
  readonly #over = new AbortController();
  readonly #callback: CallbackServer;
  #settle: (outcome: LoginOutcome) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#callback = new CallbackServer({
      host: 'localhost',
      path: '/auth/callback',
      comesFrom: COMES_FROM,
      onAnswer: (answer) => this.#take(answer),
      onCancel: () => {
        this.#cancelFor(`${PREFIX}Login cancelled`);
        this.release();
      },
    });
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Begins to wait for the browser and gives the page to open. Throws `AppError` `login_failed`. */
  async start(): Promise<string> {
    const { issuer, ports, originator, workspace, timeMs } = this.#options;
    try {
      await this.#callback.listen(ports, this.#over.signal);
    } catch (e) {
      this.#end({ success: false, error: (e as Error).message });
      throw e;
    }
    if (this.isOver) this.release();
    else this.#timer = setTimeout(() => this.#cancelFor('Login timed out'), timeMs).unref();
    const challenge = createHash('sha256').update(this.#verifier).digest('base64url');
    const { redirectUri, state } = this.#callback;
    return authorizeUrl(issuer, { redirectUri, challenge, state, originator, workspace });
  }

  /** Ends it, and frees its port at once. */
  cancel(): void {
    this.#cancelFor(`${PREFIX}Login was not completed`);
  }

  /** Frees the port. It is kept for a moment after the browser has come back. */
  release(): void {
    clearTimeout(this.#timer);
    this.#callback.close();
  }

  async #take({ params, refusal }: IssuerAnswer): Promise<Page | undefined> {
    const failure = refusal
      ? (refusal.description ?? refusal.error)
      : await this.#exchange(params.get('code') as string);
    if (this.isOver) return undefined;
    this.#end(failure === undefined ? { success: true } : { success: false, error: PREFIX + failure });
    this.#callback.unref();
    this.#timer = setTimeout(() => this.release(), LINGER_MS).unref();
    return failure === undefined ? signedInPage(COMES_FROM) : notSignedInPage(failure, COMES_FROM, refusal ? 400 : 500);
  }

  /** Why there are no tokens; undefined when they are kept. */
  async #exchange(code: string): Promise<string | undefined> {
    const { issuer, keep, env } = this.#options;
    const { signal } = this.#over;
    try {
      const { exchangeCode } = await loadExchange();
      const { redirectUri } = this.#callback;
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
    setImmediate(() => this.#settle(outcome)); // the reply of a cancel comes first
  }
}

/** The text of the reference, which clients may know. */
const PREFIX = 'Login server error: ';
