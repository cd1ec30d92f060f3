import { stat } from 'node:fs/promises';
import type { SandboxPolicy } from '../../../protocol/rollout/policies.js';
import type { EnvironmentPolicy } from '../../core/ports/index.js';
import { networkHint, type Sandbox } from '../../process/sandbox/sandbox.js';
import { existing } from '../../process/sandbox/writable-roots.js';
import type { RunResult, Stream, Supervisor } from '../../process/supervisor.js';
import { commandEnvironment } from './environment.js';
import { withPatchProgram } from './patch-program.js';

export interface CommandRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly policy: SandboxPolicy;
  /** The folder that the policy calls the workspace. */
  readonly workspace: string;
  readonly environment: EnvironmentPolicy;
  /** Added to the environment at last. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** False for what the user has approved: it runs without the sandbox. */
  readonly sandboxed: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called once it is settled that the command will be started. */
  readonly onStart?: () => void;
  /** Called with folders that the command has made and that can make other programs run something. */
  readonly onGuardedMade?: (paths: readonly string[]) => void;
  readonly onOutput?: (stream: Stream, chunk: Buffer) => void;
}

/** Runs commands, each under no fewer limits than its policy says. */
export class CommandRunner {
  readonly #supervisor: Supervisor;
  readonly #sandbox: Sandbox;
  readonly #env: NodeJS.ProcessEnv;

  constructor(supervisor: Supervisor, sandbox: Sandbox, env: NodeJS.ProcessEnv) {
    this.#supervisor = supervisor;
    this.#sandbox = sandbox;
    this.#env = env;
  }

  /** Throws `SandboxUnavailable` when the policy needs a sandbox and none can be had here. */
  async run(request: CommandRequest): Promise<RunResult> {
    const { cwd, policy, workspace, environment, timeoutMs, signal, onOutput } = request;
    const ownEnv = { ...commandEnvironment(environment, this.#env), ...networkHint(policy), ...request.env };
    const { argv, env } = withPatchProgram(request.argv, ownEnv);
    const options = { cwd, timeoutMs, signal, journaled: true, ...(onOutput ? { onOutput } : {}) };
    const sandbox = request.sandboxed
      ? await this.#sandbox.wrap({ argv, cwd, policy, policyCwd: workspace })
      : undefined;
    request.onStart?.();
    const problem = await problemOfFolder(cwd);
    if (problem) return { kind: 'not-started', error: new Error(problem), durationMs: 0 };
    if (!sandbox) return this.#supervisor.run({ ...options, argv, env });
    const result = await this.#supervisor.run({
      ...options,
      cwd: sandbox.cwd,
      argv: sandbox.argv,
      fds: sandbox.fds,
      env: { ...env, ...sandbox.env },
    });
    const made = await existing(sandbox.watched);
    if (made.length > 0) request.onGuardedMade?.(made);
    return notStartedInside(result) ?? result;
  }
}

/** What a system says of a program in a folder that is not there is that the program is missing. */
async function problemOfFolder(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : `the folder ${folder} is not a folder`;
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `the folder ${folder} does not exist`;
    return `the folder ${folder} cannot be used: ${message}`;
  }
}

/** The sandbox ran and the command did not: no such program, or no such folder. */
function notStartedInside(result: RunResult): RunResult | undefined {
  if (result.kind !== 'exited' || result.exitCode === 0) return undefined;
  const reason = /^bwrap: (?:execvp|Can't chdir to) (.+): (.+)\n?$/.exec(result.stderr);
  if (!reason) return undefined;
  const error: NodeJS.ErrnoException = new Error(`${reason[2]}: ${reason[1]}`);
  return { kind: 'not-started', error, durationMs: result.durationMs };
}
