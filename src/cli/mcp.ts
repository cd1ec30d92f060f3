import { McpAccounts, type McpServerRow } from '../server/commands/mcp-accounts.js';
import { readArguments } from './arguments.js';
import { openBrowser } from './open-browser.js';
import { endWhenUnread, say, sayJson } from './output.js';
import { MCP_GET, MCP_LIST, MCP_LOGIN, MCP_LOGOUT } from './table/mcp.js';

/** Milliseconds that the user has to sign in. */
const TIME_MS = 10 * 60_000;

/** `turnwire mcp list`. */
export function list(args: readonly string[]): number {
  const { values, overrides } = readArguments(MCP_LIST, args);
  const rows = new McpAccounts(overrides).list();
  if (values.json) {
    sayJson(rows.map(asJson), 2);
    return 0;
  }
  if (rows.length === 0) say('The configuration names no MCP servers.');
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  for (const { name, kind, enabled, signIn } of rows) {
    say(`${name.padEnd(width)}  ${kind}  ${enabled ? signIn : `${signIn} (switched off)`}`);
  }
  return 0;
}

/** `turnwire mcp get`. */
export function get(args: readonly string[]): number {
  const { values, positionals, overrides } = readArguments(MCP_GET, args);
  const row = new McpAccounts(overrides).get(positionals[0] as string);
  if (values.json) sayJson(asJson(row), 2);
  else for (const line of linesOf(row)) say(line);
  return 0;
}

/** In the form of the reference, so that scripts can read it; values that may be secrets are masked (C870). */
function asJson({ name, enabled, kind, signIn, authStatus, settings }: McpServerRow) {
  return {
    name,
    enabled,
    disabled_reason: kind === 'unusable' ? signIn : null,
    transport: settings ? transportOf(settings.endpoint) : null,
    enabled_tools: settings?.enabledTools ?? null,
    disabled_tools: settings?.disabledTools.length ? settings.disabledTools : null,
    startup_timeout_sec: settings ? settings.startupTimeoutMs / 1000 : null,
    tool_timeout_sec: settings ? settings.toolTimeoutMs / 1000 : null,
    auth_status: authStatus,
  };
}

function transportOf(endpoint: NonNullable<McpServerRow['settings']>['endpoint']) {
  if (endpoint.kind === 'program') {
    const { command, args, env, envVars, cwd = null } = endpoint;
    return { type: 'stdio', command, args, env: masked(env), env_vars: envVars, cwd };
  }
  const { url, bearerTokenEnvVar = null, httpHeaders, envHttpHeaders } = endpoint;
  const headers = { http_headers: masked(httpHeaders), env_http_headers: orNull(envHttpHeaders) };
  return { type: 'streamable_http', url, bearer_token_env_var: bearerTokenEnvVar, ...headers };
}

const MASK = '*****';
const orNull = <T extends object>(table: T): T | null => (Object.keys(table).length > 0 ? table : null);
const masked = (table: Readonly<Record<string, string>>): Record<string, string> | null =>
  orNull(Object.fromEntries(Object.keys(table).map((key) => [key, MASK])));

function linesOf({ name, enabled, kind, signIn, settings }: McpServerRow): string[] {
  const rows = {
    enabled: enabled ? 'yes' : 'no',
    ...(settings && transportOf(settings.endpoint)),
    ...(settings?.enabledTools && { enabled_tools: settings.enabledTools }),
    ...(settings?.disabledTools.length && { disabled_tools: settings.disabledTools }),
    [kind === 'unusable' ? 'problem' : 'sign-in']: signIn,
  };
  return [name, ...Object.entries(rows).map(([key, value]) => `  ${key}: ${inWords(value)}`)];
}

/** Words with spaces are in quotes, so that the end of each argument is visible. */
function inWords(value: unknown): string {
  if (value === null) return '-';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(quoted).join(' ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, word]) => `${key}=${word}`)
    .join(', ');
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word));

/** `turnwire mcp login`. */
export async function login(args: readonly string[]): Promise<number> {
  const { positionals, overrides } = readArguments(MCP_LOGIN, args);
  const [name = ''] = positionals;
  const over = new AbortController();
  process.once('SIGINT', () => over.abort(new Error('the sign-in was not completed')));
  endWhenUnread();
  const timer = setTimeout(() => over.abort(new Error('the time to sign in is up')), TIME_MS);
  try {
    await new McpAccounts(overrides).signIn(name, { show, signal: over.signal });
  } finally {
    clearTimeout(timer);
  }
  say(`Signed in to \`${name}\`.`);
  return 0;
}

/** `turnwire mcp logout`. */
export function logout(args: readonly string[]): number {
  const { positionals, overrides } = readArguments(MCP_LOGOUT, args);
  const [name = ''] = positionals;
  const removed = new McpAccounts(overrides).signOut(name);
  say(removed ? `Signed out of \`${name}\`.` : `No user was signed in to \`${name}\`.`);
  return 0;
}

function show(page: string, port: string): void {
  say(`Open this page to sign in:\n\n${page}\n`);
  if (process.env.SSH_CONNECTION)
    say(`The browser must reach this machine: forward the port (ssh -L ${port}:127.0.0.1:${port} …).`);
  else void openBrowser(page);
  say('Waiting for the browser, ten minutes at most. Ctrl-C ends the sign-in.');
}
