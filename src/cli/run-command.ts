import { AppError } from '../../protocol/errors.js';
import { UsageError } from './usage-error.js';

/** Runs a command: its exit code, or what went wrong in a line on stderr and 1, or 2 for a command line that cannot be read. */
export async function runCommand(command: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (e) {
    const { name, message, stack } = e as Error;
    const expected = AppError.is(e) || e instanceof UsageError || name === 'ConfigError' || name === 'Error';
    process.stderr.write(`turnwire: ${expected ? message : stack}\n`);
    process.exitCode = e instanceof UsageError ? 2 : 1;
  }
}
