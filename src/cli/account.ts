import { AppError } from '../../protocol/errors.js';
import { CommandAccounts } from '../server/commands/accounts.js';
import { readArguments, UsageError } from './arguments.js';
import { openBrowser } from './open-browser.js';
import { endWhenUnread, say } from './output.js';
import { LOGIN, LOGIN_STATUS, LOGOUT } from './table/accounts.js';

type Manager = CommandAccounts['manager'];

const TOKEN_END = 4;
/** The exit code after Ctrl-C. */
const INTERRUPTED = 130;

/** `turnwire login`. */
export async function login(args: readonly string[]): Promise<number> {
  const { values, overrides } = readArguments(LOGIN, args);
  if (values['device-auth'] && values['with-api-key'])
    throw new UsageError(LOGIN.name, '--device-auth and --with-api-key exclude each other');
  const accounts = new CommandAccounts(overrides);
  endWhenUnread();
  if (values['device-auth']) return signInOnAnotherDevice(accounts);
  if (values['with-api-key']) return keepKey(accounts, await readInput());
  return process.stdin.isTTY && process.stdout.isTTY ? chooseAndSignIn(accounts) : signInInBrowser(accounts);
}

/** `turnwire logout`. */
export function logout(args: readonly string[]): number {
  const { manager } = new CommandAccounts(readArguments(LOGOUT, args).overrides);
  const { method } = manager.status();
  manager.signOut();
  say(method === undefined ? 'No user was signed in.' : 'Signed out.');
  if (manager.status().method !== undefined) say('OPENAI_API_KEY is still used, as the configuration asks.');
  return 0;
}

/** `turnwire login status`. Clients look for these words. */
export function status(args: readonly string[]): number {
  const { manager } = new CommandAccounts(readArguments(LOGIN_STATUS, args).overrides);
  const { method, signInOptions } = manager.status();
  if (method === undefined) {
    say('Not logged in');
    if (signInOptions.includes('environment'))
      say('OPENAI_API_KEY is set and not used; "turnwire login" offers to use it.');
    return 1;
  }
  say(`Logged in using ${signInOf(manager)}`);
  return 0;
}

async function chooseAndSignIn(accounts: CommandAccounts): Promise<number> {
  const { manager } = accounts;
  if (accounts.alwaysKey && manager.status().method !== undefined) return showDone(accounts);
  const { isCancel, password, select } = await import('@clack/prompts');
  const offered = manager.signInOptions();
  const labels = {
    chatgpt: { value: 'chatgpt' as const, label: 'ChatGPT account', hint: 'in the browser' },
    apikey: { value: 'apikey' as const, label: 'API key', hint: 'typed or pasted' },
    environment: { value: 'environment' as const, label: 'The API key in OPENAI_API_KEY' },
  };
  const choice = await select({ message: 'How do you want to sign in?', options: offered.map((way) => labels[way]) });
  if (isCancel(choice)) return INTERRUPTED;
  if (choice === 'chatgpt') return signInInBrowser(accounts);
  if (choice === 'environment') return keepKey(accounts, accounts.environmentKey);
  const key = await password({ message: 'Your API key' });
  return isCancel(key) ? INTERRUPTED : keepKey(accounts, key ?? '');
}

function keepKey(accounts: CommandAccounts, key: string): number {
  if (key.trim() === '') throw new Error('no API key was given');
  try {
    accounts.manager.signInWithKey(key);
  } catch (e) {
    if (AppError.is(e) && e.code === 'invalid_request') throw new Error('the API key holds characters that no key has');
    throw e;
  }
  return showDone(accounts);
}

async function signInInBrowser(accounts: CommandAccounts): Promise<number> {
  const { logins } = accounts;
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
    logins.close();
  });
  const { url, ended } = await logins.begin();
  say(`Open this page to sign in:\n\n${url}\n`);
  if (process.env.SSH_CONNECTION) {
    const port = new URL(new URL(url).searchParams.get('redirect_uri') ?? url).port;
    say(
      `The browser must reach this machine: forward the port (ssh -L ${port}:localhost:${port} …), or use --device-auth.`,
    );
  } else void openBrowser(url);
  say('Waiting for the browser. Ctrl-C ends the sign-in.');
  const { success, error } = await ended;
  logins.close(); // browsers keep connections open
  if (success) return showDone(accounts);
  if (interrupted) return INTERRUPTED;
  throw new Error(error ?? 'the sign-in failed');
}

async function signInOnAnotherDevice(accounts: CommandAccounts): Promise<number> {
  await accounts.signInByDevice(({ page, code }) => {
    say(`Open ${page} on any device and type in this code:\n\n  ${code}\n`);
    say('Never type in a code that another person has given you.');
    say('Waiting until the code is typed in. Ctrl-C ends the sign-in.');
  });
  return showDone(accounts);
}

function showDone({ manager, isEphemeral }: CommandAccounts): number {
  say(`Signed in with ${signInOf(manager)}.`);
  if (isEphemeral)
    say(
      'This holds for this process only, as the configuration says `cli_auth_credentials_store = "ephemeral"`: sign in through the client that uses the server.',
    );
  return 0;
}

function signInOf(manager: Manager): string {
  const { method, token = '' } = manager.status();
  if (method === 'apikey') return `an API key (${masked(token)})`;
  return `a ChatGPT account${manager.email() ? ` (${manager.email()})` : ''}`;
}

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Paste the API key, press Enter, then Ctrl-D.\n');
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}

const masked = (token: string): string => (token.length > 3 * TOKEN_END ? `…${token.slice(-TOKEN_END)}` : '…');
