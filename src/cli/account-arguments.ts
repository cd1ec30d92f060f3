import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

export type AccountCommand = 'login' | 'logout';

export interface AccountArguments {
  /** What to do; `menu` stands for no word about it. */
  readonly way: 'menu' | 'device' | 'key' | 'status' | 'help';
  /** Each as `key=value`. */
  readonly overrides: readonly string[];
}

export const USAGE: Record<AccountCommand, string> = {
  login: 'Usage: turnwire login [status | --device-auth | --with-api-key] [-c key=value]...',
  logout: 'Usage: turnwire logout [-c key=value]...',
};

const COMMON = {
  config: { type: 'string', short: 'c', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;
const OPTIONS = {
  login: { ...COMMON, 'device-auth': { type: 'boolean' }, 'with-api-key': { type: 'boolean' } },
  logout: COMMON,
} as const;

/** Throws `UsageError`. */
export function readArguments(command: AccountCommand, args: readonly string[]): AccountArguments {
  const { values, positionals } = parse(command, args);
  const { config: overrides = [], help } = values;
  const unknown = positionals.find((word) => command === 'logout' || word !== 'status');
  if (unknown !== undefined) throw misused(command, `unknown argument ${unknown}`);
  const ways = [
    ...positionals.map(() => 'status' as const),
    ...('device-auth' in values ? ['device' as const] : []),
    ...('with-api-key' in values ? ['key' as const] : []),
  ];
  if (ways.length > 1) throw misused(command, 'only one way at a time');
  return { way: help ? 'help' : (ways[0] ?? 'menu'), overrides };
}

function parse(command: AccountCommand, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS[command], allowPositionals: true });
  } catch (e) {
    // What comes after the first sentence is about arguments that begin with a dash.
    throw misused(command, (e as Error).message.split('. ', 1)[0] ?? '');
  }
}

const misused = (command: AccountCommand, why: string): UsageError => new UsageError(`${why}\n${USAGE[command]}`);
