import { McpCredentialFile } from '../auth/mcp/credential-file.js';
import type { McpCredentials } from '../auth/mcp/credentials.js';
import type { McpAddress, McpServerSettings, McpTarget } from '../core/ports/mcp.js';
import { authorizes, headersTo } from '../tools/mcp/headers.js';
import { CONFIG_OPTIONS, readArguments, UsageError } from './arguments.js';
import { openBrowser } from './open-browser.js';
import { type OpenSettings, openSettings } from './open-settings.js';

const USAGE = 'Usage: turnwire mcp list | login <server> | logout <server> [-c key=value]...';
/** Milliseconds that the user has to sign in. */
const TIME_MS = 10 * 60_000;

/** `turnwire mcp …`. */
export async function run(args: readonly string[]): Promise<number> {
  const { positionals, overrides } = readArguments(args, CONFIG_OPTIONS, USAGE);
  const [command, name, ...more] = positionals;
  if (more.length > 0 || (name === undefined) !== (command === 'list')) throw misused();
  const opened = openSettings(overrides);
  if (command === 'list') return list(opened);
  if (command === 'login') return login(opened, name as string);
  if (command === 'logout') return logout(opened, name as string);
  throw misused();
}

function list({ home, env, settings }: OpenSettings): number {
  const file = new McpCredentialFile(home);
  const rows = settings.mcpServers().map(({ settings: { name, endpoint }, enabled }) => {
    const kind = endpoint.kind === 'program' ? 'program' : 'network';
    const way = endpoint.kind === 'program' ? '–' : wayOf({ name, endpoint }, file, env);
    return [name, kind, enabled ? way : `${way} (switched off)`];
  });
  for (const [name, { message }] of settings.unusableMcpServers()) rows.push([name, 'unusable', message]);
  if (rows.length === 0) say('The configuration names no MCP servers.');
  const width = Math.max(0, ...rows.map(([name = '']) => name.length));
  for (const [name = '', kind, way] of rows) say(`${name.padEnd(width)}  ${kind}  ${way}`);
  return 0;
}

async function login({ home, env, settings }: OpenSettings, name: string): Promise<number> {
  const unusable = settings.unusableMcpServers().get(name);
  if (unusable) throw unusable;
  const endpoint = addressOf(
    settings.mcpServers().map((server) => server.settings),
    name,
  );
  const configured = configuredWay(endpoint, env);
  if (configured)
    throw new Error(`a sign-in to \`${name}\` would not be used: its configuration names a ${configured}`);
  const { signIn } = await import('../auth/mcp/sign-in.js');
  const target: McpTarget = { name, url: endpoint.url };
  const over = new AbortController();
  process.once('SIGINT', () => over.abort(new Error('the sign-in was not completed')));
  const timer = setTimeout(() => over.abort(new Error('the time to sign in is up')), TIME_MS);
  try {
    const { signal } = over;
    const credentials = await signIn(target, {
      headers: headersTo(endpoint, env),
      scopes: endpoint.scopes,
      show,
      signal,
      env,
    });
    new McpCredentialFile(home).keep(target, credentials);
  } finally {
    clearTimeout(timer);
  }
  say(`Signed in to \`${name}\`.`);
  return 0;
}

function logout({ home, settings }: OpenSettings, name: string): number {
  const removed = new McpCredentialFile(home).remove(name);
  if (!removed && !settings.mcpServers().some((server) => server.settings.name === name)) throw unknown(name);
  say(removed ? `Signed out of \`${name}\`.` : `Nobody was signed in to \`${name}\`.`);
  return 0;
}

function show(page: string, port: string): void {
  say(`Open this page to sign in:\n\n${page}\n`);
  if (process.env.SSH_CONNECTION)
    say(`The browser must reach this machine: forward the port (ssh -L ${port}:127.0.0.1:${port} …).`);
  else void openBrowser(page);
}

function addressOf(servers: readonly McpServerSettings[], name: string): McpAddress {
  const server = servers.find((one) => one.name === name);
  if (!server) throw unknown(name);
  if (server.endpoint.kind === 'program')
    throw new Error(`\`${name}\` is a program: only servers with a \`url\` have a sign-in`);
  return server.endpoint;
}

/** What goes before a sign-in, in words; undefined when nothing does. */
function configuredWay(address: McpAddress, env: NodeJS.ProcessEnv): string | undefined {
  const { bearerToken, bearerTokenEnvVar: variable } = address;
  if (variable !== undefined)
    return `token in the variable ${variable}${env[variable]?.trim() ? '' : ', which is not set'}`;
  if (bearerToken !== undefined) return 'token (`bearer_token`)';
  return authorizes(address) ? 'header `Authorization`' : undefined;
}

function wayOf(
  server: { name: string; endpoint: McpAddress },
  file: McpCredentialFile,
  env: NodeJS.ProcessEnv,
): string {
  const { name, endpoint } = server;
  const credentials = file.find({ name, url: endpoint.url });
  return configuredWay(endpoint, env) ?? (credentials ? stateOf(credentials) : 'not signed in');
}

function stateOf({ expires_at, refresh_token }: McpCredentials): string {
  if (refresh_token != null || expires_at == null) return 'signed in';
  return expires_at > Date.now() ? `signed in until ${new Date(expires_at).toISOString()}` : 'the sign-in has lapsed';
}

const misused = (): UsageError => new UsageError(`that is not how mcp is called\n${USAGE}`);

const unknown = (name: string): Error => new Error(`the configuration names no MCP server \`${name}\``);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
