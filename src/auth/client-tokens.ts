import type { ClientTokens } from '../core/ports/accounts.js';
import { ModelError } from '../core/ports/index.js';
import { readClaims } from './auth-file.js';

/** Milliseconds that the client has for its answer, as in 0.171. */
const ANSWER_WITHIN_MS = 10_000;

/** The account for which a client has given tokens. */
export interface ClientSignIn {
  readonly method: 'chatgptAuthTokens';
  readonly token: string;
  /** Identifies the account. */
  readonly account: string;
  readonly accountId: string;
  readonly plan: string | undefined;
  readonly email: string | undefined;
}

/** Asks the client for new tokens of the account. Rejects when it gives none. */
export type AskForTokens = (accountId: string, signal: AbortSignal) => Promise<ClientTokens>;

/** Tokens that a client has given. They are in memory alone; when they are refused or expire, the same client is asked for new ones. */
export class GivenTokens {
  #given: { readonly signIn: ClientSignIn; readonly ask: AskForTokens } | undefined;
  #renewing: Promise<void> | undefined;

  get signIn(): ClientSignIn | undefined {
    return this.#given?.signIn;
  }

  take(tokens: ClientTokens, ask: AskForTokens): void {
    this.#given = { signIn: signInOf(tokens), ask };
  }

  forget(): void {
    this.#given = undefined;
  }

  /** `check` throws for an account that may not be used. Rejects with `ModelError` `auth_refresh_failed`. */
  renew(check: (tokens: ClientTokens) => void): Promise<void> {
    this.#renewing ??= this.#renew(check).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(check: (tokens: ClientTokens) => void): Promise<void> {
    const given = this.#given;
    if (!given) return;
    const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
    try {
      const tokens = await given.ask(given.signIn.accountId, limit);
      // The user may have signed in or out meanwhile.
      if (this.#given !== given) return;
      check(tokens);
      this.take(tokens, given.ask);
    } catch (e) {
      const why = limit.aborted ? 'timed out after 10s' : `failed: ${(e as Error).message}`;
      const reason = `auth refresh request ${why}`;
      throw new ModelError(reason, { failure: { code: 'auth_refresh_failed', reason }, final: true });
    }
  }
}

export const hasLapsed = ({ token }: ClientSignIn): boolean =>
  (readClaims(token)?.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now();

function signInOf({ accessToken, accountId, plan }: ClientTokens): ClientSignIn {
  const claims = readClaims(accessToken);
  return {
    method: 'chatgptAuthTokens',
    token: accessToken,
    account: `chatgpt:${accountId}`,
    accountId,
    plan: plan ?? claims?.plan,
    email: claims?.email,
  };
}
