import { createHash } from 'node:crypto';
import { McpAccounts, type McpServerTable } from '../server/commands/mcp-accounts.js';
import { type Arguments, readArguments, UsageError } from './arguments.js';
import { say } from './output.js';
import { MCP_ADD, MCP_REMOVE } from './table/mcp.js';

const OAUTH = ['oauth-client-id', 'oauth-client-secret', 'oauth-resource'] as const;

/** `turnwire mcp add`. */
export async function add(args: readonly string[]): Promise<number> {
  const read = readArguments(MCP_ADD, args);
  const [name = '', ...command] = read.positionals;
  checkName(name);
  const table = read.values.url === undefined ? programOf(read, command) : addressOf(read, command);
  const path = await new McpAccounts(read.overrides).add(name, table);
  say(`Added the MCP server '${name}' to ${path}.`);
  const callback = table['oauth.callback_url'];
  if (callback !== undefined) say(`The address to register for the client, with any port: ${callback}`);
  if (table.url !== undefined && table.bearer_token_env_var === undefined)
    say(`If it asks for a sign-in: turnwire mcp login ${name}`);
  return 0;
}

/** `turnwire mcp remove`. */
export async function remove(args: readonly string[]): Promise<number> {
  const { positionals, overrides } = readArguments(MCP_REMOVE, args);
  const [name = ''] = positionals;
  const removed = await new McpAccounts(overrides).remove(name);
  say(removed ? `Removed the MCP server '${name}'.` : `config.toml has no MCP server '${name}'.`);
  return 0;
}

function checkName(name: string): void {
  if (!/^[\w:@/.-]+$/.test(name))
    throw wrong(`the name of a server has letters, digits and - _ : @ / . alone, but this one is '${name}'`);
}

function programOf({ values }: Arguments<typeof MCP_ADD>, [command, ...rest]: readonly string[]): McpServerTable {
  if (command === undefined) throw wrong('the command behind --, or --url, is missing');
  for (const option of ['bearer-token-env-var', ...OAUTH] as const)
    if (values[option] !== undefined) throw wrong(`--${option} needs --url`);
  return {
    command,
    ...(rest.length > 0 ? { args: rest } : {}),
    ...(values.env ? { env: Object.fromEntries(values.env.map(variable)) } : {}),
  };
}

function addressOf({ values }: Arguments<typeof MCP_ADD>, command: readonly string[]): McpServerTable {
  const { url = '', env, 'bearer-token-env-var': token } = values;
  if (command.length > 0) throw wrong('a server has a command or --url, not both');
  if (env) throw wrong('--env is for a command: a server on the network has its own environment');
  if (!/^https?:/i.test(url) || !URL.canParse(url)) throw wrong(`--url is no address of http or https: ${url}`);
  return {
    url,
    ...(token === undefined ? {} : { bearer_token_env_var: token }),
    ...(values['oauth-resource'] ? { oauth_resource: values['oauth-resource'] } : {}),
    ...oauthOf(values, url),
  };
}

/** The client as the reference writes it: the path to which the browser is sent back is a server's own, so that no other server's answer is taken for its. */
function oauthOf(values: Arguments<typeof MCP_ADD>['values'], url: string) {
  const { 'oauth-client-id': id, 'oauth-client-secret': secret } = values;
  if (secret !== undefined && !id) throw wrong('--oauth-client-secret needs --oauth-client-id');
  if (id === undefined) return {};
  if (id === '') throw wrong('--oauth-client-id is empty');
  const path = createHash('sha256').update(url).digest('base64url').slice(0, 12);
  return {
    'oauth.client_id': id,
    ...(secret ? { 'oauth.client_secret': secret } : {}),
    'oauth.callback_url': `http://127.0.0.1/callback/${path}`,
  };
}

function variable(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw wrong(`--env is key=value, not '${pair}'`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

const wrong = (message: string): UsageError => new UsageError(MCP_ADD.name, message);
