import type { McpTarget, McpTokens } from '../../core/ports/mcp.js';
import { lateModule } from '../../os/late-import.js';
import type { AuthLog } from '../credential-store.js';
import { withRenewalLock } from '../locks.js';
import { McpCredentialFile } from './credential-file.js';
import { keyOf, type McpCredentials } from './credentials.js';

const loadRefresh = lateModule(() => import('./refresh.js'));

/** Milliseconds that a renewal may take, waiting for another process included. */
const TIME_MS = 60_000;

/** The tokens of MCP servers that the user has signed in to, renewed once for all conversations. */
export class McpSignIns implements McpTokens {
  readonly #home: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: AuthLog;
  readonly #file: McpCredentialFile;
  readonly #running = new Map<string, Promise<string | undefined>>();
  /** Refresh tokens that their issuer does not take. */
  readonly #refused = new Set<string>();
  /** New tokens that are not stored yet, by their old refresh token: issuers accept a refresh token only once. */
  readonly #unsaved = new Map<string, McpCredentials>();
  #closing = false;

  /** `env` names proxies and certificate authorities. */
  constructor(home: string, env: NodeJS.ProcessEnv, log: AuthLog) {
    this.#home = home;
    this.#env = env;
    this.#log = log;
    this.#file = new McpCredentialFile(home);
  }

  async token(target: McpTarget): Promise<string | undefined> {
    const stored = this.#file.find(target);
    if (stored?.expires_at == null || stored.expires_at > Date.now()) return stored?.access_token;
    // No better token exists: the clock of this machine may be wrong.
    return (await this.renew(target, stored.access_token)) ?? stored.access_token;
  }

  renew(target: McpTarget, refused: string): Promise<string | undefined> {
    const key = `${keyOf(target)} ${refused}`;
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    if (this.#closing) return Promise.resolve(undefined);
    const renewal = this.#renew(target, refused).finally(() => this.#running.delete(key));
    this.#running.set(key, renewal);
    return renewal;
  }

  /** Begins no more renewals, and waits for the running ones, because new tokens of an issuer must be stored. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#running.values());
  }

  #renew(target: McpTarget, refused: string): Promise<string | undefined> {
    const stored = this.#file.find(target);
    if (!stored || stored.access_token !== refused) return Promise.resolve(stored?.access_token);
    if (!this.#canRenew(stored)) return Promise.resolve(undefined);
    const signal = AbortSignal.timeout(TIME_MS);
    const name = `mcp-${keyOf(target).slice(-16)}`;
    return withRenewalLock(this.#home, signal, () => this.#renewAlone(target, refused, signal), name);
  }

  /** Another process may have renewed the tokens meanwhile, which is visible only now. */
  async #renewAlone(target: McpTarget, refused: string, signal: AbortSignal): Promise<string | undefined> {
    const stored = this.#file.find(target);
    if (!stored || stored.access_token !== refused) return stored?.access_token;
    if (!this.#canRenew(stored)) return undefined;
    const renewed = this.#unsaved.get(stored.refresh_token) ?? (await this.#request(target, stored, signal));
    if (renewed === undefined) return this.#unlessStill(target, refused);
    this.#unsaved.set(stored.refresh_token, renewed);
    const kept = this.#file.replace(target, stored, renewed);
    this.#unsaved.delete(stored.refresh_token);
    if (kept) this.#log.info({ server: target.name }, 'the sign-in to an MCP server has been renewed');
    return kept ? renewed.access_token : this.#file.find(target)?.access_token;
  }

  async #request(target: McpTarget, stored: Renewable, signal: AbortSignal): Promise<McpCredentials | undefined> {
    const { refresh } = await loadRefresh();
    const answer = await refresh(stored, signal, this.#env);
    if ('credentials' in answer) return answer.credentials;
    this.#refused.add(stored.refresh_token);
    this.#log.warn({ server: target.name, reason: answer.refusal }, 'the sign-in to an MCP server has ended');
    return undefined;
  }

  /** A program that does not use the lock may have renewed the tokens first. Then the old token was refused. */
  #unlessStill(target: McpTarget, refused: string): string | undefined {
    const now = this.#file.find(target)?.access_token;
    return now === refused ? undefined : now;
  }

  #canRenew(stored: McpCredentials): stored is Renewable {
    return stored.issuer !== undefined && stored.refresh_token != null && !this.#refused.has(stored.refresh_token);
  }
}

type Renewable = McpCredentials & { issuer: string; refresh_token: string };
