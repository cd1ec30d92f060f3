import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError } from '../../protocol/errors.js';
import { writeError } from '../server/log.js';

/** A command line that cannot be read. The message says how it should be. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The option of every command that reads the configuration: `key=value`, any number of times. */
export const CONFIG_OPTION = { config: { type: 'string', short: 'c', multiple: true } } as const;

/** Reads a command line by its table of options; throws `UsageError`. */
export function readArguments<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (e) {
    // What comes after the first sentence is about arguments that begin with a dash.
    throw new UsageError(`${(e as Error).message.split('. ', 1)[0]}\n${usage}`);
  }
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
