import { ModelError, type ProviderSettings } from '../core/ports/index.js';
import { providerKey } from './http/provider-request.js';
import type { CredentialSource } from './http/wire-context.js';

/** Shorter values are ordinary words, not secrets. */
const SHORTEST = 4;
const SECRET_NAME = /auth|key|token|secret|passw|cookie|credential/i;

/** Removes the credentials of a request from errors: some providers and gateways repeat them in their answers. */
export class Secrets {
  readonly #values = new Set<string>();

  constructor(provider: ProviderSettings, env: NodeJS.ProcessEnv) {
    this.#add(providerKey(provider, env));
    for (const [name, value] of Object.entries({ ...provider.httpHeaders, ...provider.queryParams })) {
      if (SECRET_NAME.test(name)) this.#add(value.replace(/^(bearer|basic) /i, ''));
    }
    for (const [name, variable] of Object.entries(provider.envHttpHeaders)) {
      if (SECRET_NAME.test(name)) this.#add(env[variable]?.trim().replace(/^(bearer|basic) /i, ''));
    }
  }

  /** The same source; the credentials that it returns are hidden from then on. */
  watch(source: CredentialSource): CredentialSource {
    const seen = <T extends { token: string } | undefined>(credentials: T): T => {
      this.#add(credentials?.token);
      return credentials;
    };
    return {
      current: async (account) => seen(await source.current(account)),
      afterRefusal: async (refused) => seen(await source.afterRefusal(refused)),
    };
  }

  /** The error without the secrets. */
  hiddenIn(error: unknown): unknown {
    if (!(error instanceof ModelError) || this.#values.size === 0) return error;
    const { failure, cause } = error;
    const reason = failure && 'reason' in failure ? { reason: this.#hide(failure.reason) } : {};
    return error.with({
      message: this.#hide(error.message),
      failure: failure && ({ ...failure, ...reason } as typeof failure),
      cause: cause instanceof Error ? new Error(this.#hide(cause.message), { cause: cause.cause }) : cause,
    });
  }

  #hide(text: string): string {
    let out = text;
    for (const value of this.#values) out = out.replaceAll(value, '***');
    return out;
  }

  #add(value: string | undefined): void {
    if (value !== undefined && value.length >= SHORTEST) this.#values.add(value);
  }
}
