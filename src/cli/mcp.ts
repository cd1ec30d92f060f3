import { McpAccounts } from '../server/commands/mcp-accounts.js';
import { CONFIG_OPTIONS, readArguments, UsageError } from './arguments.js';
import { openBrowser } from './open-browser.js';

const USAGE = 'Usage: turnwire mcp list | login <server> | logout <server> [-c key=value]...';
/** Milliseconds that the user has to sign in. */
const TIME_MS = 10 * 60_000;

/** `turnwire mcp …`. */
export async function run(args: readonly string[]): Promise<number> {
  const { positionals, overrides } = readArguments(args, CONFIG_OPTIONS, USAGE);
  const [command, name, ...more] = positionals;
  if (more.length > 0 || (name === undefined) !== (command === 'list')) throw misused();
  const accounts = new McpAccounts(overrides);
  if (command === 'list') return list(accounts);
  if (command === 'login') return login(accounts, name as string);
  if (command === 'logout') return logout(accounts, name as string);
  throw misused();
}

function list(accounts: McpAccounts): number {
  const rows = accounts.list();
  if (rows.length === 0) say('The configuration names no MCP servers.');
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  for (const { name, kind, enabled, signIn } of rows) {
    say(`${name.padEnd(width)}  ${kind}  ${enabled ? signIn : `${signIn} (switched off)`}`);
  }
  return 0;
}

async function login(accounts: McpAccounts, name: string): Promise<number> {
  const over = new AbortController();
  process.once('SIGINT', () => over.abort(new Error('the sign-in was not completed')));
  const timer = setTimeout(() => over.abort(new Error('the time to sign in is up')), TIME_MS);
  try {
    await accounts.signIn(name, { show, signal: over.signal });
  } finally {
    clearTimeout(timer);
  }
  say(`Signed in to \`${name}\`.`);
  return 0;
}

function logout(accounts: McpAccounts, name: string): number {
  const removed = accounts.signOut(name);
  say(removed ? `Signed out of \`${name}\`.` : `No user was signed in to \`${name}\`.`);
  return 0;
}

function show(page: string, port: string): void {
  say(`Open this page to sign in:\n\n${page}\n`);
  if (process.env.SSH_CONNECTION)
    say(`The browser must reach this machine: forward the port (ssh -L ${port}:127.0.0.1:${port} …).`);
  else void openBrowser(page);
}

const misused = (): UsageError => new UsageError(`that is not how mcp is called\n${USAGE}`);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
