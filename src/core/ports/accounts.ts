import type { Finding } from './settings.js';

export interface AccountStatus {
  /** Undefined when no user is signed in. */
  readonly method?: 'apikey' | 'chatgpt' | 'chatgptAuthTokens' | undefined;
  readonly token?: string | undefined;
  /** The ways to sign in that can be offered; none when a user is signed in. */
  readonly signInOptions: readonly ('apikey' | 'chatgpt' | 'environment')[];
}

/** Tokens that a client gives. */
export interface ClientTokens {
  readonly accessToken: string;
  readonly accountId: string;
  readonly plan?: string | undefined;
}

export interface Accounts {
  status(): AccountStatus;
  /** Identifies the account of requests without revealing a secret; undefined when no user is signed in. */
  account(): string | undefined;
  /** The e-mail address in the stored tokens, also when a key is used. It is not verified. */
  email(): string | undefined;
  /** The plan of the account, from the same tokens. */
  plan(): string | undefined;
  /**
   * Renews the tokens of an account, now or if they expire soon. Never rejects; after a failure the stored tokens stay. Undefined when there is nothing to do.
   */
  renew(when: 'now' | 'due'): Promise<void> | undefined;
  /** Sign in and out; listeners are notified by `announce`. Throw `AppError`. */
  signInWithKey(apiKey: string): void;
  /**
   * The tokens are kept in memory alone. `ask` gets new tokens from the same client when the tokens are refused or expire. It rejects when the client gives
   * none.
   */
  signInWithClientTokens(
    tokens: ClientTokens,
    ask: (accountId: string, signal: AbortSignal) => Promise<ClientTokens>,
  ): void;
  signOut(): void;
  announce(): void;
  /** Calls the listener when the user has signed in or out, here or in another process. Returns a function that stops that. */
  onChange(listener: (change: Pick<AccountStatus, 'method'>) => void): () => void;
  /** What the user should know about the sign-in. */
  findings(): readonly Finding[];
}

/** A sign-in with an account that waits for a browser. */
export interface PendingSignIn {
  readonly id: string;
  /** The page to open. */
  readonly url: string;
  /** Never rejects. */
  readonly ended: Promise<{ readonly success: boolean; readonly error?: string | undefined }>;
}

/** A sign-in with a code that is typed in on another device. */
export interface PendingCode extends Omit<PendingSignIn, 'url'> {
  /** The page to open there. */
  readonly page: string;
  readonly code: string;
}

export interface SignIns {
  /** Starts a sign-in and cancels the waiting one. Throws `AppError` `login_failed` or `login_not_allowed`. */
  begin(): Promise<PendingSignIn>;
  /** The same with a code for another device. */
  beginWithCode(): Promise<PendingCode>;
  /** Throws `AppError` `login_not_found`. */
  cancel(id: string): void;
}
