import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { ModelError, type ServerIdentity } from '../core/ports/index.js';
import { lateModule } from '../os/late-import.js';
import { type AuthFile, readClaims, type Tokens } from './auth-file.js';
import type { AuthLog, CredentialStore } from './credential-store.js';
import type { Issuer } from './issuer.js';
import { explanation, withoutSecrets } from './issuer-texts.js';
import { withRenewalLock, withWriteLock } from './locks.js';
import { type AccountSignIn, accountOf } from './stored-sign-in.js';

const loadIssuerRequest = lateModule(() => import('./issuer-request.js'));

export interface RenewalOptions {
  readonly home: string;
  /** Says which proxy and which certificate authorities to use. */
  readonly env: NodeJS.ProcessEnv;
  readonly identity: Pick<ServerIdentity, 'originator' | 'userAgent'>;
  readonly log: AuthLog;
  /** Throws for an issuer that may not be used. */
  readonly issuer: () => Issuer;
}

/** Milliseconds that a renewal may take, waiting for another process included. */
const TIME_MS = 60_000;
/** Milliseconds before the end of a token's life at which it is renewed. */
const EARLY_MS = 5 * 60_000;
/** Milliseconds after which tokens are renewed, also when they expire later (C14). */
const OLD_MS = 28 * 24 * 60 * 60_000;
/** Milliseconds for which an early renewal that has failed is not tried again, nor one that has been done: a clock may be wrong. */
const REST_MS = 60_000;
const RETRY_MS = 250;
const SCOPE = 'openid profile email';

const Answer = z.lazy(() =>
  z.looseObject({
    id_token: z.string().nullish(),
    access_token: z.string().nullish(),
    refresh_token: z.string().nullish(),
  }),
);
type Answer = z.infer<typeof Answer>;

/** The issuer has answered, and gives no tokens for these. */
class Refused extends Error {}

/** The last attempt for these tokens. */
interface Attempt {
  readonly accessToken: string;
  readonly at: number;
}

/** Renews the tokens of accounts, once for each, however many conversations and processes want it. */
export class Renewal {
  readonly #options: RenewalOptions;
  /** By refresh token. */
  readonly #running = new Map<string, Promise<void>>();
  /** Refresh tokens that the issuer does not take, and why. */
  readonly #refused = new Map<string, string>();
  /** By the refresh token that they were given for. */
  readonly #unsaved = new Map<string, Answer>();
  #done: Attempt | undefined;
  #failed: Attempt | undefined;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** Whether tokens should be renewed before use. `lapsed` tokens cannot be used without it. */
  due({ tokens, renewedAt }: AccountSignIn): 'soon' | 'lapsed' | undefined {
    const now = Date.now();
    // Tokens that are expired right after they were made show that the clock of this machine is wrong.
    if (isRecent(this.#done, tokens, now)) return undefined;
    const end = readClaims(tokens.access_token)?.expiresAt;
    if (end !== undefined && end <= now) return 'lapsed';
    if (this.#cannotRenew(tokens) || isRecent(this.#failed, tokens, now)) return undefined;
    const old = renewedAt !== undefined && now - renewedAt > OLD_MS;
    return old || (end !== undefined && end - now < EARLY_MS) ? 'soon' : undefined;
  }

  /** Nothing can be done with these tokens any more. */
  hasEnded({ tokens }: AccountSignIn): boolean {
    const end = readClaims(tokens.access_token)?.expiresAt;
    return end !== undefined && end <= Date.now() && this.#cannotRenew(tokens);
  }

  /**
   * When it resolves, the stored tokens are new, or belong to another user. Throws `ModelError` with `auth_expired` when the issuer refuses (this is
   * remembered), and with `auth_refresh_failed` when the issuer cannot be reached.
   */
  renew(store: CredentialStore, { tokens }: AccountSignIn): Promise<void> {
    const token = tokens.refresh_token;
    const running = this.#running.get(token);
    if (running !== undefined) return running;
    const renewal = this.#renew(store, tokens).finally(() => this.#running.delete(token));
    this.#running.set(token, renewal);
    return renewal;
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  #cannotRenew({ refresh_token }: Tokens): boolean {
    return refresh_token === '' || this.#refused.has(refresh_token);
  }

  async #renew(store: CredentialStore, old: Tokens): Promise<void> {
    const refused =
      old.refresh_token === '' ? 'the stored sign-in has no refresh_token' : this.#refused.get(old.refresh_token);
    if (refused !== undefined) throw expired(refused);
    const signal = AbortSignal.timeout(TIME_MS);
    try {
      await withRenewalLock(this.#options.home, signal, () => this.#renewAlone(store, old, signal));
    } catch (e) {
      // A program that does not use the lock may have renewed the tokens first. Then the old token was refused.
      if (!isStill(store.read(), old)) return;
      this.#failed = { accessToken: old.access_token, at: Date.now() };
      const reason = withoutSecrets(signal.aborted ? 'no answer within 60 s' : messageOf(e), secretsOf(old));
      if (!(e instanceof Refused)) throw unreachable(reason);
      this.#refused.set(old.refresh_token, reason);
      throw expired(reason);
    }
  }

  async #renewAlone(store: CredentialStore, old: Tokens, signal: AbortSignal): Promise<void> {
    if (!isStill(store.read(), old)) return;
    // The issuer accepts a refresh token only once. New tokens that could not be stored before are stored now.
    const answer = this.#unsaved.get(old.refresh_token) ?? (await this.#requestTwice(old.refresh_token, signal));
    this.#unsaved.set(old.refresh_token, answer);
    withWriteLock(this.#options.home, () => this.#save(store, old, answer));
    this.#unsaved.delete(old.refresh_token);
  }

  /** Writes only over the tokens that were renewed (C46). */
  #save(store: CredentialStore, old: Tokens, answer: Answer): void {
    const { log } = this.#options;
    const file = store.read();
    if (!file?.tokens || !isStill(file, old))
      return log.info({}, 'renewed tokens are dropped: another user has signed in meanwhile');
    const tokens = merged(file.tokens, answer);
    store.write({ ...file, tokens, last_refresh: new Date().toISOString() });
    this.#done = { accessToken: tokens.access_token, at: Date.now() };
    log.info({}, 'the tokens have been renewed');
  }

  async #requestTwice(refreshToken: string, signal: AbortSignal): Promise<Answer> {
    try {
      return await this.#request(refreshToken, signal);
    } catch (e) {
      if (e instanceof Refused || signal.aborted) throw e;
      await pause(RETRY_MS, undefined, { signal });
      return this.#request(refreshToken, signal);
    }
  }

  /** C14. */
  async #request(refreshToken: string, signal: AbortSignal): Promise<Answer> {
    const { env, identity, issuer: issuerNow } = this.#options;
    const issuer = issuerNow();
    const { postJson } = await loadIssuerRequest();
    const { status, statusText, body } = await postJson({
      url: issuer.tokenUrl,
      headers: { accept: 'application/json', originator: identity.originator, 'user-agent': identity.userAgent() },
      body: { client_id: issuer.clientId, grant_type: 'refresh_token', refresh_token: refreshToken, scope: SCOPE },
      signal,
      env,
    });
    const answer = Answer.safeParse(body);
    if (status >= 200 && status < 300 && answer.success) return answer.data;
    const reason = [`${status} ${statusText}`.trim(), explanation(body)].filter(Boolean).join(': ');
    throw status === 400 || status === 401 || status === 403 ? new Refused(reason) : new Error(reason);
  }
}

function isRecent(attempt: Attempt | undefined, { access_token }: Tokens, now: number): boolean {
  return attempt?.accessToken === access_token && now - attempt.at < REST_MS;
}

/** Whether the tokens that were to be renewed are still those that are stored. */
function isStill(file: AuthFile | undefined, old: Tokens): boolean {
  const tokens = file?.tokens;
  return tokens?.refresh_token === old.refresh_token && accountOf(tokens) === accountOf(old);
}

/** Members that the answer leaves out stay; so does the account (C14). */
function merged(old: Tokens, answer: Answer): Tokens {
  const readable = answer.id_token != null && readClaims(answer.id_token) !== undefined;
  return {
    ...old,
    id_token: readable ? (answer.id_token as string) : old.id_token,
    access_token: answer.access_token || old.access_token,
    refresh_token: answer.refresh_token || old.refresh_token,
  };
}

function expired(reason: string): ModelError {
  return new ModelError(`Your sign-in has ended and could not be renewed (${reason}). Please sign in again.`, {
    failure: { code: 'auth_expired', reason },
    final: true,
  });
}

/** Without the cause, which may quote the request. */
function unreachable(reason: string): ModelError {
  return new ModelError(`Your sign-in could not be renewed: ${reason}`, {
    failure: { code: 'auth_refresh_failed', reason },
  });
}

/** Some connection errors have only a code. */
function messageOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || 'unknown';
}

const secretsOf = ({ refresh_token, access_token, id_token }: Tokens) => [refresh_token, access_token, id_token];
