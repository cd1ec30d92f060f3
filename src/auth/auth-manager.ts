import { AppError } from '../../protocol/errors.js';
import type { ClientTokens } from '../core/ports/accounts.js';
import { type AccountStatus, type Finding, ModelError, type ServerIdentity } from '../core/ports/index.js';
import type { AuthSettings } from '../domain/auth-settings.js';
import { type AuthFile, type Claims, readClaims } from './auth-file.js';
import { type AskForTokens, type ClientSignIn, GivenTokens, hasLapsed } from './client-tokens.js';
import type { AuthLog, CredentialStore } from './credential-store.js';
import { issuerFrom } from './issuer.js';
import { withWriteLock } from './locks.js';
import { Renewal } from './renewal.js';
import {
  type AccountSignIn,
  type Choice,
  chooseSignIn,
  type SignIn,
  signInOptions,
  workspaceOf,
} from './stored-sign-in.js';
import { createStore } from './stores.js';

export interface AuthManagerOptions {
  /** `$CODEX_HOME`, resolved. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Read at each use, so that an edit of the configuration counts. */
  readonly settings: () => AuthSettings;
  readonly identity: Pick<ServerIdentity, 'originator' | 'userAgent'>;
  readonly log: AuthLog;
}

/** What a request to a model may carry (`CredentialSource` of the model wires). */
export interface Credentials {
  readonly token: string;
  readonly accountId?: string | undefined;
  readonly chatgpt: boolean;
  readonly plan?: string | undefined;
  /** Identifies the owner of the credentials. */
  readonly account: string;
}

export interface NewTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** A key that the issuer has given out for the account. */
  readonly apiKey?: string | undefined;
}

export interface AuthChange {
  readonly method?: 'apikey' | 'chatgpt' | 'chatgptAuthTokens' | undefined;
}

/** How often the store is checked for a sign-in or sign-out by another window. */
const WATCH_MS = 1000;

/**
 * The account that is signed in, for all conversations of a process. Changes of `auth.json` by other processes count from the next
 * use on. `signInWithKey`, `signInWithTokens` and `signOut` count at once; the caller calls `announce` after its reply, which notifies the
 * listeners.
 */
export class AuthManager {
  /** A running sign-in in a browser. Another sign-in or a sign-out ends it. */
  pendingSignIn: { cancel(): void } | undefined;
  readonly #options: AuthManagerOptions;
  readonly #renewal: Renewal;
  readonly #given = new GivenTokens();
  readonly #listeners = new Set<(change: AuthChange) => void>();
  readonly #logged = new Set<string>();
  #findings: readonly Finding[] = [];
  readonly #stores = new Map<AuthSettings['storage'], CredentialStore>();
  #seen: { store: CredentialStore; stamp: string; file: AuthFile | undefined } | undefined;
  /** The last choice, and what it was made from. */
  #chosen:
    | { file: AuthFile | undefined; envKey: string | undefined; settings: AuthSettings; choice: Choice }
    | undefined;
  /** The account that listeners were last notified of; undefined before the first check. */
  #announced: string | undefined;
  #unannounced = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: AuthManagerOptions) {
    this.#options = options;
    const { home, env, identity, log, settings } = options;
    this.#renewal = new Renewal({ home, env, identity, log, issuer: () => issuerFrom(settings()) });
  }

  status(): AccountStatus {
    const { signIn } = this.#look();
    if (!signIn || this.#hasEnded(signIn)) return { signInOptions: this.signInOptions() };
    return { method: signIn.method, token: signIn.token, signInOptions: [] };
  }

  /** The ways to sign in that the configuration allows. */
  signInOptions(): AccountStatus['signInOptions'] {
    return signInOptions(this.#envKey(), this.#options.settings());
  }

  /** Identifies the account of the next request; undefined when no user is signed in. */
  account(): string | undefined {
    return this.#look().signIn?.account;
  }

  /** The e-mail address in the stored tokens, also when a key is used. It is not verified. */
  email(): string | undefined {
    return this.#given.signIn?.email ?? this.#claims()?.email;
  }

  /** The plan of the account, from the same tokens. */
  plan(): string | undefined {
    return this.#given.signIn?.plan ?? this.#claims()?.plan;
  }

  /**
   * The credentials of a request. They are renewed first when they expire soon. Throws `ModelError` `auth_expired` or `auth_refresh_failed` when they have
   * expired and cannot be renewed, and a `ModelError` without a cause when another user than `account` has signed in meanwhile.
   */
  async current(account?: string): Promise<Credentials | undefined> {
    const { signIn } = this.#look();
    if (signIn?.method === 'chatgpt') await this.#renewInTime(signIn);
    if (signIn?.method === 'chatgptAuthTokens' && hasLapsed(signIn)) await this.#renewGiven();
    return this.#credentials(account);
  }

  /** Other credentials than the refused ones: renewed, or of a user who has signed in since; undefined when there are none. Throws as `current` does. */
  async afterRefusal(refused: { token: string; account?: string | undefined }): Promise<Credentials | undefined> {
    const { signIn } = this.#look();
    if (signIn?.method === 'chatgpt' && signIn.token === refused.token) await this.#renew(signIn);
    if (signIn?.method === 'chatgptAuthTokens' && signIn.token === refused.token) await this.#renewGiven();
    const credentials = this.#credentials(refused.account);
    return credentials?.token === refused.token ? undefined : credentials;
  }

  /** Renews the tokens of an account, now or if they expire soon. Never fails: the stored tokens then stay. Undefined when there is nothing to do. */
  renew(when: 'now' | 'due'): Promise<void> | undefined {
    const { signIn } = this.#look();
    if (signIn?.method !== 'chatgpt' || (when === 'due' && !this.#renewal.due(signIn))) return undefined;
    return this.#renew(signIn).catch((e: Error) => this.#noteFailure(e));
  }

  /** Throws `AppError` `login_not_allowed` when the configuration allows only the other way. */
  assertAllowed(method: 'apikey' | 'chatgpt'): void {
    const { forced } = this.#options.settings();
    if (forced === undefined || forced === method) return;
    const [wanted, other] =
      method === 'apikey' ? ['an API key', 'a ChatGPT account'] : ['a ChatGPT account', 'an API key'];
    throw new AppError(
      'login_not_allowed',
      `The configuration does not allow to sign in with ${wanted}; sign in with ${other}.`,
      { method, reason: `only ${other} is allowed` },
    );
  }

  /** Stores a key and replaces the earlier sign-in. Throws `AppError`. */
  signInWithKey(apiKey: string): void {
    this.assertAllowed('apikey');
    const key = checkedKey(apiKey);
    this.pendingSignIn?.cancel();
    this.#write({ OPENAI_API_KEY: key }, 'failed to save api key');
  }

  /** Stores the tokens of an account and replaces the earlier sign-in (C16). Throws `AppError`. */
  signInWithTokens({ idToken, accessToken, refreshToken, apiKey }: NewTokens): void {
    this.assertAllowed('chatgpt');
    const accountId = readClaims(idToken)?.accountId ?? null;
    const tokens = { id_token: idToken, access_token: accessToken, refresh_token: refreshToken, account_id: accountId };
    this.#assertWorkspace(workspaceOf(tokens));
    const file = { OPENAI_API_KEY: apiKey ?? null, tokens, last_refresh: new Date().toISOString() };
    this.#write(file, 'failed to save the sign-in');
  }

  /** Tokens of a client count instead of the stored sign-in, which stays stored. Throws `AppError`. */
  signInWithClientTokens(tokens: ClientTokens, ask: AskForTokens): void {
    this.assertAllowed('chatgpt');
    this.#checkGiven(tokens);
    this.#look(); // the earlier account is known, so this counts as one change
    this.pendingSignIn?.cancel();
    this.#given.take(tokens, ask);
    this.#unannounced = true;
  }

  #renewGiven(): Promise<void> {
    return this.#given.renew((tokens) => this.#checkGiven(tokens));
  }

  #checkGiven({ accessToken, accountId }: ClientTokens): void {
    if (readClaims(accessToken) === undefined) {
      const reason = 'failed to set external auth: invalid ID token format';
      throw new AppError('login_failed', reason, { reason });
    }
    this.#assertWorkspace(accountId);
  }

  #assertWorkspace(workspace: string | undefined): void {
    const { forcedWorkspaces } = this.#options.settings();
    if (!forcedWorkspaces || forcedWorkspaces.includes(workspace ?? '')) return;
    const reason = `the account is not of the workspace ${forcedWorkspaces.join(' or ') || 'that is wanted: none is allowed'}`;
    throw new AppError('login_not_allowed', `The configuration does not allow this sign-in: ${reason}.`, {
      method: 'chatgpt',
      reason,
    });
  }

  /** Removes the stored sign-in. Throws `AppError` `io_error` or `keyring_unavailable`. */
  signOut(): void {
    this.pendingSignIn?.cancel();
    this.#change('logout failed', (store) => store.remove());
  }

  /** Notifies the listeners who is signed in now, after one of the three above. */
  announce(): void {
    const { signIn } = this.#look();
    this.#unannounced = false;
    this.#notify(signIn);
  }

  /** Calls the listener when the user has signed in or out, here or in another process. Returns a function that stops this. */
  onChange(listener: (change: AuthChange) => void): () => void {
    this.#listeners.add(listener);
    this.#watch ??= setInterval(() => this.#lookForOthers(), WATCH_MS).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stopWatching();
    };
  }

  /** What the user should know: a stored sign-in that does not count or cannot be read, a key store that cannot be used. */
  findings(): readonly Finding[] {
    this.#look();
    return this.#findings;
  }

  /** Waits for tokens that are being renewed: the issuer may have given them out already. */
  async close(): Promise<void> {
    this.#stopWatching();
    await this.#renewal.idle();
  }

  /** Early, while the tokens still count, a failure is only noted. */
  async #renewInTime(signIn: AccountSignIn): Promise<void> {
    const due = this.#renewal.due(signIn);
    if (!due) return;
    try {
      await this.#renew(signIn);
    } catch (e) {
      if (due === 'lapsed') throw e;
      this.#noteFailure(e as Error);
    }
  }

  #noteFailure({ message: reason }: Error): void {
    this.#options.log.warn({ reason }, 'the tokens could not be renewed; the old ones stay');
  }

  #renew(signIn: AccountSignIn): Promise<void> {
    return this.#renewal.renew(this.#store(this.#options.settings()), signIn);
  }

  /** The tokens have expired and the issuer has refused to renew them. */
  #hasEnded(signIn: SignIn | ClientSignIn): boolean {
    return signIn.method === 'chatgpt' && this.#renewal.hasEnded(signIn);
  }

  #credentials(account: string | undefined): Credentials | undefined {
    const { signIn } = this.#look();
    if (!signIn) return undefined;
    if (account !== undefined && account !== signIn.account)
      throw new ModelError('another user has signed in while the request was made');
    if (signIn.method === 'apikey') return { token: signIn.token, chatgpt: false, account: signIn.account };
    if (signIn.method === 'chatgptAuthTokens') {
      const { token, account: name, accountId, plan } = signIn;
      return { token, accountId, chatgpt: true, plan, account: name };
    }
    const { tokens, token } = signIn;
    const claims = readClaims(tokens.id_token);
    const accountId = tokens.account_id ?? claims?.accountId;
    return { token, accountId, chatgpt: true, plan: claims?.plan, account: signIn.account };
  }

  #claims(): Claims | undefined {
    const tokens = this.#read(this.#store(this.#options.settings()))?.tokens;
    return tokens ? readClaims(tokens.id_token) : undefined;
  }

  #look(): { signIn: SignIn | ClientSignIn | undefined; settings: AuthSettings } {
    const settings = this.#options.settings();
    const store = this.#store(settings);
    const given = this.#given.signIn;
    const stored = this.#choose(this.#read(store), settings);
    const { signIn, excluded } = given ? { signIn: given, excluded: undefined } : stored;
    this.#found([store.problem, excluded].filter((message) => message !== undefined));
    if (this.#announced === undefined) this.#announced = nameOf(signIn);
    else if (!this.#unannounced && this.#announced !== nameOf(signIn)) this.#notify(signIn);
    return { signIn, settings };
  }

  #choose(file: AuthFile | undefined, settings: AuthSettings): Choice {
    const envKey = this.#envKey();
    const last = this.#chosen;
    if (last && last.file === file && last.envKey === envKey && last.settings === settings) return last.choice;
    const choice = chooseSignIn(file, envKey, settings);
    this.#chosen = { file, envKey, settings, choice };
    return choice;
  }

  #lookForOthers(): void {
    const { store, stamp } = this.#seen ?? {};
    if (stamp === undefined || store?.stamp() !== stamp) this.#look();
  }

  #notify(signIn: SignIn | ClientSignIn | undefined): void {
    this.#announced = nameOf(signIn);
    for (const listener of this.#listeners) listener({ method: signIn?.method });
  }

  #found(messages: readonly string[]): void {
    this.#findings = messages.map((message) => ({ about: message, message }));
    for (const message of messages) {
      if (this.#logged.has(message)) continue;
      this.#logged.add(message);
      this.#options.log.warn({}, message);
    }
  }

  #read(store: CredentialStore): AuthFile | undefined {
    const stamp = store.stamp();
    if (this.#seen?.store === store && this.#seen.stamp === stamp) return this.#seen.file;
    const file = store.read();
    // Taken again because reading may have tightened the permissions.
    this.#seen = { store, stamp: store.stamp(), file };
    return file;
  }

  /** Fields of other programs stay, except `auth_mode`: later releases store the way to sign in there, and it would be wrong now. */
  #write(file: AuthFile, failure: string): void {
    this.#change(failure, (store) => {
      const { OPENAI_API_KEY: _, tokens: _tokens, last_refresh: _at, auth_mode: _mode, ...others } = store.read() ?? {};
      store.write({ ...file, ...others });
    });
  }

  #change(failure: string, act: (store: CredentialStore) => void): void {
    this.#look(); // the earlier account is known, so this counts as one change
    try {
      const store = this.#store(this.#options.settings());
      withWriteLock(this.#options.home, () => act(store));
    } catch (e) {
      const reason = (e as Error).message;
      if (AppError.is(e)) throw new AppError(e.code, `${failure}: ${reason}`, e.data, { cause: e });
      throw new AppError('io_error', `${failure}: ${reason}`, { reason }, { cause: e });
    }
    this.#given.forget();
    this.#unannounced = true;
  }

  #store({ storage }: AuthSettings): CredentialStore {
    const known = this.#stores.get(storage);
    if (known) return known;
    const { home, log } = this.#options;
    const store = createStore(storage, { home, log });
    this.#stores.set(storage, store);
    return store;
  }

  #envKey(): string | undefined {
    return this.#options.env.OPENAI_API_KEY;
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }
}

/** Another way to sign in to the same account is another sign-in. */
const nameOf = (signIn: SignIn | ClientSignIn | undefined): string =>
  signIn === undefined ? '' : `${signIn.method === 'chatgptAuthTokens' ? 'given ' : ''}${signIn.account}`;

/** A key with characters that headers cannot have could never be used. A line end after a pasted key is removed. */
function checkedKey(apiKey: string): string {
  const key = apiKey.trim();
  const reason = key === '' ? 'must not be blank' : 'holds characters that no key has';
  if (/^[\x20-\x7e]+$/.test(key)) return key;
  throw new AppError('invalid_request', `Invalid request: params.apiKey: ${reason}`, { path: 'params.apiKey', reason });
}
