import { resolve } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type { Commands, OneOffCommand, Settings } from '../../core/ports/index.js';
import type { RunResult } from '../../process/supervisor.js';
import { SandboxUnavailable } from '../../process/unavailable.js';
import { StartedCommand } from './client-command.js';
import type { Runner } from './command-runner.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Commands of the client's own, under the same sandbox as those of the model (C25, C37, C49). */
export function createCommands(runner: Runner, settings: Settings): Commands {
  return {
    async runOneOff({ argv, cwd, timeoutMs, policy, signal }: OneOffCommand) {
      if (argv.length === 0) throw new AppError('exec_empty', 'command must not be empty', {});
      const configured = settings.derive({});
      const limit = Math.min(timeoutMs ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
      const folder = resolve(configured.cwd, cwd ?? '.');
      try {
        const result = await runner.run({
          argv,
          cwd: folder,
          policy: policy ?? configured.sandboxPolicy,
          workspace: configured.cwd,
          environment: configured.environment,
          timeoutMs: limit,
          sandboxed: true,
          signal,
        });
        return finished(result, limit);
      } catch (e) {
        if (!(e instanceof SandboxUnavailable)) throw e;
        throw new AppError('sandbox_unavailable', `exec failed: no sandbox is available here: ${e.reason}`, {
          reason: e.reason,
        });
      }
    },
    start: (command) => new StartedCommand(runner, settings, command),
  };
}

function finished(result: RunResult, timeoutMs: number) {
  switch (result.kind) {
    case 'exited':
      return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
    case 'timed-out':
      throw new AppError('exec_timed_out', 'exec failed: sandbox error: command timed out', { timeoutMs });
    case 'killed':
      throw new AppError('exec_killed', 'exec failed: sandbox error: command was killed by a signal', {
        signal: result.signal,
      });
    case 'not-started':
      throw new AppError('exec_not_started', `exec failed: ${result.error.message}`, { reason: result.error.message });
  }
}
