import type { McpServerSettings } from '../../core/ports/mcp.js';

/** Shorter values are ordinary words. */
const SHORTEST = 6;
const SECRET_NAME = /auth|key|token|secret|pass|cookie|credential/i;

/**
 * The secrets that the configuration gives a server, and the tokens of its sign-in. A server may repeat them in errors, on stderr, or in answers of its
 * tools; they are hidden before a client, the model, a rollout or the log sees them.
 */
export class ServerSecrets {
  readonly #values = new Set<string>();

  constructor({ endpoint }: McpServerSettings, env: NodeJS.ProcessEnv) {
    for (const value of endpoint.kind === 'program' ? variables(endpoint, env) : headers(endpoint, env))
      this.add(value);
  }

  add(value: string | undefined): void {
    const secret = value?.trim().replace(/^(bearer|basic)\s+/i, '');
    if (secret !== undefined && secret.length >= SHORTEST) this.#values.add(secret);
  }

  /** The value without the secrets in its texts, at any depth. */
  hiddenIn<T>(value: T): T {
    return (this.#values.size === 0 ? value : this.#hide(value)) as T;
  }

  #hide(value: unknown): unknown {
    if (typeof value === 'string') return this.#hideText(value);
    if (Array.isArray(value)) return value.map((part) => this.#hide(part));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [this.#hideText(key), this.#hide(part)]));
  }

  #hideText(text: string): string {
    let hidden = text;
    for (const secret of this.#values) hidden = hidden.replaceAll(secret, '[redacted]');
    return hidden;
  }
}

type Program = Extract<McpServerSettings['endpoint'], { kind: 'program' }>;
type Address = Extract<McpServerSettings['endpoint'], { kind: 'address' }>;

/** By their names: paths and addresses, which programs are given too, must stay readable. */
function variables({ env: set, envVars }: Program, env: NodeJS.ProcessEnv): (string | undefined)[] {
  const given = [...Object.entries(set), ...envVars.map((name) => [name, env[name]] as const)];
  return given.flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
}

function headers({ bearerToken, bearerTokenEnvVar, httpHeaders, envHttpHeaders }: Address, env: NodeJS.ProcessEnv) {
  const named = [
    ...Object.entries(httpHeaders),
    ...Object.entries(envHttpHeaders).map(([name, variable]) => [name, env[variable]] as const),
  ];
  const fromEnv = bearerTokenEnvVar === undefined ? undefined : env[bearerTokenEnvVar];
  return [bearerToken, fromEnv, ...named.flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []))];
}
