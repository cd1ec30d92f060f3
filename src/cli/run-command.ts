import { visible } from '../../clients/terminal/visible.js';
import { AppError } from '../../protocol/errors.js';
import { writeError } from '../server/log.js';

/** Runs a command and ends the process with its exit code, or as `report` says. */
export async function runCommand(command: () => Promise<number> | number): Promise<void> {
  let code: number;
  try {
    code = await command();
  } catch (e) {
    code = report(e as Error);
  }
  process.exit(code);
}

/** Reports a failed command in a line on stderr, and returns the exit code. That is 2 for a command line that cannot be read. */
function report(error: Error & { command?: string }): number {
  const { name, message, stack } = error;
  const isExpected = AppError.is(error) || EXPECTED.has(name);
  writeError(`turnwire: ${visible(`${isExpected ? message : stack}`)}\n`);
  if (name !== 'UsageError') return 1;
  writeError(`Try 'turnwire ${error.command ? `${error.command} ` : ''}--help'.\n`);
  return 2;
}

const EXPECTED: ReadonlySet<string> = new Set([
  'Error',
  'UsageError',
  'ConfigError',
  'RequestError',
  'ConnectionClosed',
]);
