import { McpCredentialFile } from '../../auth/mcp/credential-file.js';
import type { McpCredentials } from '../../auth/mcp/credentials.js';
import { ConfigFile } from '../../config/config-file.js';
import type { McpAddress, McpServerSettings } from '../../core/ports/mcp.js';
import { authorizes, headersTo } from '../../tools/mcp/headers.js';
import { type CommandSettings, commandSettings } from './settings.js';

/** An MCP server of the configuration, in words. */
export interface McpServerRow {
  readonly name: string;
  readonly kind: 'program' | 'network' | 'unusable';
  readonly enabled: boolean;
  /** How the server is authorized; for an unusable server, the fault in the configuration. */
  readonly signIn: string;
  /** With the names that the reference uses. */
  readonly authStatus: 'unsupported' | 'not_logged_in' | 'bearer_token' | 'o_auth';
  /** Undefined when it is unusable. */
  readonly settings?: McpServerSettings;
}

export interface McpSignInOptions {
  /** Gets the page to open, and the port that the page sends the browser back to. */
  readonly show: (page: string, port: string) => void;
  readonly signal: AbortSignal;
}

/** What `turnwire mcp add` writes: the keys of `[mcp_servers.<name>]`; one with a dot is in a section of its own. */
export type McpServerTable = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>;

/** The MCP servers of the configuration and the sign-ins to them, for `turnwire mcp`. */
export class McpAccounts {
  readonly #opened: CommandSettings;
  readonly #file: McpCredentialFile;

  /** `overrides` are those of `-c`. Throws `ConfigError`. */
  constructor(overrides: readonly string[]) {
    this.#opened = commandSettings(overrides);
    this.#file = new McpCredentialFile(this.#opened.home);
  }

  list(): McpServerRow[] {
    const usable = this.#servers().map(({ settings, enabled }): McpServerRow => {
      const { name, endpoint } = settings;
      if (endpoint.kind === 'program')
        return { name, kind: 'program', enabled, signIn: '–', authStatus: 'unsupported', settings };
      return { name, kind: 'network', enabled, ...this.#signInTo(name, endpoint), settings };
    });
    const unusable = [...this.#opened.settings.unusableMcpServers()].map(
      ([name, { message }]): McpServerRow => ({
        name,
        kind: 'unusable',
        enabled: true,
        signIn: message,
        authStatus: 'unsupported',
      }),
    );
    return [...usable, ...unusable];
  }

  /** Throws when the configuration names no such server. */
  get(name: string): McpServerRow {
    const row = this.list().find((server) => server.name === name);
    if (!row) throw unknown(name);
    return row;
  }

  /** Writes a server to `config.toml`, in the place of one with the same name. Gives the path of the file. Throws `AppError`. */
  async add(name: string, table: McpServerTable): Promise<string> {
    const server = keyPathOf(name);
    // The keys are written one by one, so that the server gets a separate section.
    const edits = Object.entries({ '': null, ...table }).map(([key, value]) => ({
      keyPath: key === '' ? server : `${server}.${key}`,
      value,
      merge: 'replace' as const,
    }));
    return (await this.#opened.settings.write(edits, {})).file;
  }

  /** Removes a server from `config.toml`. False when it is not there. Throws `AppError`. */
  async remove(name: string): Promise<boolean> {
    const { mcp_servers: servers } = new ConfigFile(this.#opened.home).read().tree;
    if (typeof servers !== 'object' || servers === null || !Object.hasOwn(servers, name)) return false;
    await this.#opened.settings.write([{ keyPath: keyPathOf(name), value: null, merge: 'replace' }], {});
    return true;
  }

  /** Rejects with a message for the user when the server is not known, needs no sign-in, or refuses it. */
  async signIn(name: string, { show, signal }: McpSignInOptions): Promise<void> {
    const { env, settings } = this.#opened;
    const unusable = settings.unusableMcpServers().get(name);
    if (unusable) throw unusable;
    const address = this.#addressOf(name);
    const configured = configuredSignIn(address, env);
    if (configured)
      throw new Error(`a sign-in to \`${name}\` would not be used: its configuration names a ${configured}`);
    const { signIn } = await import('../../auth/mcp/sign-in.js');
    const target = { name, url: address.url };
    const headers = headersTo(address, env);
    const { scopes, client, resource } = address;
    const credentials = await signIn(target, { headers, scopes, client, resource, show, signal, env });
    this.#file.keep(target, credentials);
  }

  /** False when no user was signed in. Throws when neither the configuration nor the stored sign-ins name the server. */
  signOut(name: string): boolean {
    const removed = this.#file.remove(name);
    if (!removed && !this.#servers().some((server) => server.settings.name === name)) throw unknown(name);
    return removed;
  }

  #servers() {
    return this.#opened.settings.mcpServers();
  }

  #addressOf(name: string): McpAddress {
    const server = this.#servers().find(({ settings }) => settings.name === name)?.settings;
    if (!server) throw unknown(name);
    if (server.endpoint.kind === 'program')
      throw new Error(`\`${name}\` is a program: only servers with a \`url\` have a sign-in`);
    return server.endpoint;
  }

  #signInTo(name: string, address: McpAddress): Pick<McpServerRow, 'signIn' | 'authStatus'> {
    const configured = configuredSignIn(address, this.#opened.env);
    if (configured) return { signIn: configured, authStatus: 'bearer_token' };
    const credentials = this.#file.find({ name, url: address.url });
    return credentials
      ? { signIn: stateOf(credentials), authStatus: 'o_auth' }
      : { signIn: 'not signed in', authStatus: 'not_logged_in' };
  }
}

/** What the configuration names instead of a sign-in, as text. */
function configuredSignIn(address: McpAddress, env: NodeJS.ProcessEnv): string | undefined {
  const { bearerToken, bearerTokenEnvVar: variable } = address;
  if (variable !== undefined)
    return `token in the variable ${variable}${env[variable]?.trim() ? '' : ', which is not set'}`;
  if (bearerToken !== undefined) return 'token (`bearer_token`)';
  return authorizes(address) ? 'header `Authorization`' : undefined;
}

function stateOf({ expires_at, refresh_token }: McpCredentials): string {
  if (refresh_token != null || expires_at == null) return 'signed in';
  return expires_at > Date.now() ? `signed in until ${new Date(expires_at).toISOString()}` : 'the sign-in has lapsed';
}

const keyPathOf = (name: string): string => `mcp_servers.${JSON.stringify(name)}`;

const unknown = (name: string): Error => new Error(`the configuration names no MCP server \`${name}\``);
