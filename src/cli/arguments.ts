import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError } from '../../protocol/errors.js';
import { writeError } from '../server/log.js';

/** A command line that cannot be read. The message says how it should be. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The options of every command that reads the configuration, any number of times; of two that set the same key the later wins. */
export const CONFIG_OPTIONS = {
  config: { type: 'string', short: 'c', multiple: true },
  enable: { type: 'string', multiple: true },
  disable: { type: 'string', multiple: true },
} as const;

/** Options that may stand in front of the command as well. These take a value; the others do not. */
const WITH_VALUE = ['-c', '--config', '--enable', '--disable'];
const WITHOUT_VALUE = ['--strict-config', '--oss'];

/** Puts the options in front of a command behind it. Anything else in front is taken for the command. */
export function commandFirst(args: readonly string[]): readonly string[] {
  let at = 0;
  for (let word = args[0]; word !== undefined; word = args[at]) {
    const isWhole = WITHOUT_VALUE.includes(word) || /^(-c.|--(config|enable|disable)=)/.test(word);
    if (isWhole) at += 1;
    else if (WITH_VALUE.includes(word) && args[at + 1] !== undefined) at += 2;
    else break;
  }
  return at === 0 ? args : [...args.slice(at, at + 1), ...args.slice(0, at), ...args.slice(at + 1)];
}

const GENERATORS = ['generate-ts', 'generate-json-schema'];

/** The arguments of a generator of `app-server`, its name first; the options of the configuration may stand in front of it. */
export function generatorFirst(args: readonly string[]): readonly string[] | undefined {
  if (args.length === 0) return undefined;
  const [name, ...rest] = commandFirst(args);
  return name !== undefined && GENERATORS.includes(name) ? [name, ...rest] : undefined;
}

/** Reads a command line by its table of options; throws `UsageError`. `overrides` are those of `CONFIG_OPTIONS`, each as `key=value`. */
export function readArguments<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
  usage: string,
) {
  try {
    const read = parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
    return { values: read.values, positionals: read.positionals, overrides: read.tokens.flatMap(overrideOf) };
  } catch (e) {
    // What comes after the first sentence is about arguments that begin with a dash.
    throw new UsageError(`${(e as Error).message.split('. ', 1)[0]}\n${usage}`);
  }
}

function overrideOf(token: { kind: string; name?: string; value?: string | undefined }): string[] {
  if (token.kind !== 'option' || token.value === undefined) return [];
  if (token.name === 'config') return [token.value];
  if (token.name === 'enable') return [`features.${token.value}=true`];
  return token.name === 'disable' ? [`features.${token.value}=false`] : [];
}

/** Runs a command: its exit code, or what went wrong in a line on stderr and 1, or 2 for a command line that cannot be read. */
export async function runCommand(command: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (e) {
    const { name, message, stack } = e as Error;
    const expected = AppError.is(e) || name === 'UsageError' || name === 'ConfigError' || name === 'Error';
    writeError(`turnwire: ${expected ? message : stack}\n`);
    process.exitCode = name === 'UsageError' ? 2 : 1;
  }
}
