import type { SandboxPolicy } from '../../../protocol/rollout/policies.js';
import type { EnvironmentPolicy } from '../../core/ports/index.js';
import type { Fence } from '../../process/sandbox/fence.js';
import { networkHint } from '../../process/sandbox/network.js';
import type { RunResult, Stream, Supervisor } from '../../process/supervisor.js';
import { commandEnvironment } from './environment.js';

export interface CommandRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly policy: SandboxPolicy;
  /** The folder that the policy calls the workspace. */
  readonly workspace: string;
  readonly environment: EnvironmentPolicy;
  readonly timeoutMs: number;
  /** False for what a person has approved: it runs without the fence. */
  readonly fenced: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called once it is settled that the command will be started. */
  readonly onStart?: () => void;
  readonly onOutput?: (stream: Stream, chunk: Buffer) => void;
}

/** Runs commands, each under no fewer limits than its policy says. */
export class CommandRunner {
  readonly #supervisor: Supervisor;
  readonly #fence: Fence;
  readonly #env: NodeJS.ProcessEnv;

  constructor(supervisor: Supervisor, fence: Fence, env: NodeJS.ProcessEnv) {
    this.#supervisor = supervisor;
    this.#fence = fence;
    this.#env = env;
  }

  /** Throws `FenceUnavailable` when the policy needs a fence and none can be had here. */
  async run(request: CommandRequest): Promise<RunResult> {
    const { argv, cwd, policy, workspace, environment, timeoutMs, signal, onOutput } = request;
    const env = { ...commandEnvironment(environment, this.#env), ...networkHint(policy) };
    const options = { cwd, timeoutMs, signal, ...(onOutput ? { onOutput } : {}) };
    const fence = request.fenced ? await this.#fence.wrap({ argv, cwd, policy, policyCwd: workspace }) : undefined;
    request.onStart?.();
    if (!fence) return this.#supervisor.run({ ...options, argv, env, journaled: true });
    const result = await this.#supervisor.run({
      ...options,
      cwd: fence.cwd,
      argv: fence.argv,
      fds: fence.fds,
      env: { ...env, ...fence.env },
    });
    return notStartedInside(result) ?? result;
  }
}

/** The fence ran and the command did not: no such program, or no such folder. */
function notStartedInside(result: RunResult): RunResult | undefined {
  if (result.kind !== 'exited' || result.exitCode === 0) return undefined;
  const reason = /^bwrap: (?:execvp|Can't chdir to) (.+): (.+)\n?$/.exec(result.stderr);
  if (!reason) return undefined;
  const error: NodeJS.ErrnoException = new Error(`${reason[2]}: ${reason[1]}`);
  return { kind: 'not-started', error, durationMs: result.durationMs };
}
