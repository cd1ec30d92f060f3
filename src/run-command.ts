import { AppError } from '../protocol/errors.js';

/** Runs a command: its exit code, or what went wrong in a line on stderr and 1. */
export async function runCommand(command: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (e) {
    const { name, message, stack } = e as Error;
    const expected = AppError.is(e) || name === 'ConfigError' || name === 'Error';
    process.stderr.write(`turnwire: ${expected ? message : stack}\n`);
    process.exitCode = 1;
  }
}
