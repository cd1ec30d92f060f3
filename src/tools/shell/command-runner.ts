import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EnvironmentPolicy } from '../../core/ports/index.js';
import type { SandboxPolicy } from '../../domain/policies.js';
import { PathReplaced } from '../../process/sandbox/handles.js';
import { interruptInside } from '../../process/sandbox/interrupt.js';
import { type RepositoryChanges, RepositoryWatch } from '../../process/sandbox/repository-watch.js';
import { networkHint, type Sandbox } from '../../process/sandbox/sandbox.js';
import type { RunningChild, RunResult, Stream, Supervisor } from '../../process/supervisor.js';
import type { TerminalSize } from '../../process/terminal.js';
import { commandEnvironment } from './environment.js';
import { patchProgramFiles, withPatchProgram } from './patch-program.js';
import { inNewSession, takingTerminal } from './terminal-session.js';

export interface CommandRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly policy: SandboxPolicy;
  /** The folder that the policy calls the workspace. */
  readonly workspace: string;
  /** Other names of what the policy lets a command read, with links. */
  readonly names?: readonly string[] | undefined;
  /** Why the folders of the policy must not be used any more. When it is given, they are real paths; `held` says what is used by such a path. */
  readonly problem?: (held?: (real: string) => string | undefined) => string | undefined;
  readonly environment: EnvironmentPolicy;
  /** Added to the environment at last; null takes a name away. */
  readonly env?: Readonly<Record<string, string | null>> | undefined;
  /** Default: none. */
  readonly timeoutMs?: number | undefined;
  /** False for what the user has approved: it runs without the sandbox. */
  readonly sandboxed: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called once it is settled that the command will be started. */
  readonly onStart?: () => void;
  /** Called when the command has made or changed repositories, which can make the next git run something. */
  readonly onRepositories?: (changes: RepositoryChanges) => void;
  /** A promise that it returns is waited for before more of the stream is read. */
  readonly onOutput?: (stream: Stream, chunk: Buffer) => unknown;
  /** Keeps its stdin open. */
  readonly openStdin?: boolean;
  /** Its input and output are a terminal. */
  readonly terminal?: TerminalSize | undefined;
  readonly onSpawn?: (command: RunningCommand) => void;
  readonly maxBytes?: number;
}

export interface RunningCommand extends RunningChild {
  /** As Ctrl-C at a terminal does. */
  interrupt(): void;
}

/** What starts commands for others. */
export type Runner = Pick<CommandRunner, 'run'>;

/** Runs commands, each under no fewer limits than its policy says. */
export class CommandRunner {
  readonly #supervisor: Supervisor;
  readonly #sandbox: Sandbox;
  readonly #env: NodeJS.ProcessEnv;
  readonly #repositories = new RepositoryWatch();

  constructor(supervisor: Supervisor, sandbox: Sandbox, env: NodeJS.ProcessEnv) {
    this.#supervisor = supervisor;
    this.#sandbox = sandbox;
    this.#env = env;
  }

  /** Throws `SandboxUnavailable` when the policy needs a sandbox and none can be had here. */
  async run(request: CommandRequest): Promise<RunResult> {
    try {
      return await this.#run(request);
    } catch (e) {
      if (e instanceof PathReplaced) return notStarted(e);
      throw e;
    }
  }

  async #run(request: CommandRequest): Promise<RunResult> {
    const { cwd, policy, workspace, environment, timeoutMs, signal, onOutput, onSpawn, maxBytes } = request;
    const ownEnv = withoutNulls({
      ...commandEnvironment(environment, this.#env),
      ...networkHint(policy),
      ...request.env,
    });
    const { argv: bare, env } = withPatchProgram(request.argv, request.openStdin ? asInnerShell(ownEnv) : ownEnv);
    const hasSession = request.terminal && request.sandboxed && (await this.#hasOwnSession(policy));
    const argv = hasSession ? inNewSession(bare) : bare;
    const options = {
      cwd,
      timeoutMs,
      signal,
      journaled: true,
      terminal: request.terminal,
      onSpawn: onSpawn && ((child: RunningChild) => onSpawn(running(child, request.sandboxed))),
      ...(onOutput ? { onOutput } : {}),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(request.openStdin ? { stdin: 'open' as const } : {}),
    };
    const [sandbox, watched] = await Promise.all([
      request.sandboxed
        ? this.#sandbox.wrap({
            argv,
            cwd,
            policy,
            policyCwd: workspace,
            pinned: !!request.problem,
            names: request.names,
            programs: patchProgramFiles(),
          })
        : undefined,
      this.#watch(request),
    ]);
    try {
      request.onStart?.();
      const problem = (await problemOfFolder(cwd, cwd === workspace)) ?? request.problem?.(sandbox?.held);
      if (problem) return notStarted(new Error(problem));
      const own = (words: readonly string[]) => (request.terminal && !hasSession ? takingTerminal(words) : words);
      if (!sandbox) return await this.#supervisor.run({ ...options, argv: own(argv), env });
      const ended = this.#supervisor.run({
        ...options,
        cwd: sandbox.cwd,
        argv: own(sandbox.argv),
        fds: sandbox.fds,
        env: { ...env, ...sandbox.env },
      });
      sandbox.started();
      const result = await ended;
      return notStartedInside(result) ?? result;
    } finally {
      sandbox?.release();
      const changes = await watched?.();
      if (changes && changes.made.length + changes.changed.length > 0) request.onRepositories?.(changes);
    }
  }

  /** In bubblewrap a command belongs to another session than the one that we start: it has to take the terminal there. */
  async #hasOwnSession(policy: SandboxPolicy): Promise<boolean> {
    return policy.mode !== 'danger-full-access' && (await this.#sandbox.support()).kind === 'bubblewrap';
  }

  /** Undefined where the command can write nothing, or where no caller wants to know. */
  async #watch({ sandboxed, policy, workspace, onRepositories }: CommandRequest) {
    if (!onRepositories || (sandboxed && policy.mode === 'read-only')) return undefined;
    const roots =
      policy.mode === 'workspace-write' ? [...(policy.writable_roots ?? []), ...(policy.granted ?? [])] : [];
    const named = roots.map((root) => resolve(workspace, root)).filter((root) => root !== resolve('/'));
    return this.#repositories.begin([...new Set([workspace, ...named])]);
  }
}

const notStarted = (error: Error): RunResult => ({ kind: 'not-started', error, durationMs: 0 });

const running = (child: RunningChild, sandboxed: boolean): RunningCommand =>
  Object.assign(child, {
    interrupt: () => (sandboxed && child.pid !== undefined ? interruptInside(child.pid) : child.signal('SIGINT')),
  });

const withoutNulls = (env: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== null));

/** bash takes an open stdin for a connection of a remote shell, and would read the user's bashrc if it were the first shell. */
const asInnerShell = (env: Record<string, string>): Record<string, string> => ({ ...env, SHLVL: env.SHLVL || '1' });

/**
 * When the folder of a program does not exist, the system reports that the program is missing. So the workspace is checked here, synchronously. Other folders
 * may be slow to answer and are not checked.
 */
async function problemOfFolder(folder: string, isWorkspace: boolean): Promise<string | undefined> {
  try {
    const stats = isWorkspace ? statSync(folder) : await stat(folder);
    return stats.isDirectory() ? undefined : `the folder ${folder} is not a folder`;
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `the folder ${folder} does not exist`;
    return `the folder ${folder} cannot be used: ${message}`;
  }
}

const REPLACED = 'a folder of the workspace was replaced while the command was being started';

/** The sandbox ran and the command did not: no such program, or no such folder. */
function notStartedInside(result: RunResult): RunResult | undefined {
  if (result.kind !== 'exited' || result.exitCode === 0) return undefined;
  if (/^bwrap: Race condition binding dirfd[^\n]*\n?$/.test(result.stderr))
    return { ...notStarted(new PathReplaced(REPLACED)), durationMs: result.durationMs };
  const reason = /^bwrap: (?:execvp|Can't chdir to) (.+): (.+)\n?$/.exec(result.stderr);
  if (!reason) return undefined;
  const error: NodeJS.ErrnoException = new Error(`${reason[2]}: ${reason[1]}`);
  return { kind: 'not-started', error, durationMs: result.durationMs };
}
