import { CONFIG_OPTIONS, readArguments, UsageError } from './arguments.js';

export type AccountCommand = 'login' | 'logout';

export interface AccountArguments {
  /** What to do; `menu` when the user has not named it. */
  readonly way: 'menu' | 'device' | 'key' | 'status' | 'help';
  /** Each as `key=value`. */
  readonly overrides: readonly string[];
}

export const USAGE: Record<AccountCommand, string> = {
  login: 'Usage: turnwire login [status | --device-auth | --with-api-key] [-c key=value]...',
  logout: 'Usage: turnwire logout [-c key=value]...',
};

const COMMON = {
  ...CONFIG_OPTIONS,
  help: { type: 'boolean', short: 'h' },
} as const;
const OPTIONS = {
  login: { ...COMMON, 'device-auth': { type: 'boolean' }, 'with-api-key': { type: 'boolean' } },
  logout: COMMON,
} as const;

/** Throws `UsageError`. */
export function readAccountArguments(command: AccountCommand, args: readonly string[]): AccountArguments {
  const { values, positionals, overrides } = readArguments(args, OPTIONS[command], USAGE[command]);
  const { help } = values;
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

const misused = (command: AccountCommand, why: string): UsageError => new UsageError(`${why}\n${USAGE[command]}`);
