import type { CommandResult } from '../../domain/item.js';
import type { RunResult } from '../../process/supervisor.js';
import { formattedOutput, shorten } from './format.js';

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** The exit code of a shell for an unknown command; the sandbox is not the cause. */
const NOT_FOUND = 127;

/** 124 for a time-out and 128 + n for a signal, as shells have it; -1 for what never ran. */
export function exitCodeOf(result: RunResult): number {
  switch (result.kind) {
    case 'exited':
      return result.exitCode;
    case 'timed-out':
      return 124;
    case 'killed':
      return 128 + (SIGNALS[result.signal] ?? 0);
    case 'not-started':
      return -1;
  }
}

export function notStarted(error: NodeJS.ErrnoException): string {
  const missing = error.code === 'ENOENT' ? ` (${error.path ?? 'the program or its folder'} is missing)` : '';
  return `execution error: ${error.message}${missing}`;
}

/** What clients see of a command that has run. */
export function commandResult(result: RunResult): CommandResult & { readonly formatted: string } {
  const { durationMs } = result;
  const exitCode = exitCodeOf(result);
  if (result.kind === 'not-started') {
    const text = notStarted(result.error);
    return { stdout: '', stderr: text, aggregated: text, formatted: text, exitCode, durationMs };
  }
  const { stdout, stderr, aggregated } = result;
  return { stdout, stderr, aggregated, formatted: formattedOutput(result), exitCode, durationMs };
}

/** The text for users about a failure that the sandbox may have caused. It cannot be distinguished for sure, so every failure counts (C100). */
export function sandboxFailure(result: RunResult): string | undefined {
  const isFailure =
    result.kind === 'killed' || (result.kind === 'exited' && result.exitCode !== 0 && result.exitCode !== NOT_FOUND);
  if (!isFailure) return undefined;
  const { stdout, stderr } = result;
  return `sandbox denied exec error, exit code: ${exitCodeOf(result)}, stdout: ${shorten(stdout)}, stderr: ${shorten(stderr)}`;
}
