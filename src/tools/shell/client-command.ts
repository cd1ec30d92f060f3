import { resolve } from 'node:path';
import { AppError } from '../../../protocol/errors.js';
import type {
  ClientCommand,
  ClientCommandEnd,
  ClientProcess,
  EnvironmentPolicy,
  Settings,
  TerminalSize,
} from '../../core/ports/index.js';
import { systemErrorText } from '../../os/system-error.js';
import { NoTerminal, SandboxUnavailable } from '../../process/unavailable.js';
import type { CommandRequest, Runner, RunningCommand } from './command-runner.js';
import { exitCodeOf } from './outcome.js';

const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** The output is sent to the client at once. This many bytes are kept, to report why a command has not started. */
const KEPT_BYTES = 8192;

/** A client that asks for no sandbox gets the environment of the server. */
const WHOLE_ENVIRONMENT: EnvironmentPolicy = {
  inherit: 'all',
  ignoreDefaultExcludes: true,
  exclude: [],
  set: {},
  useProfile: false,
  includeOnly: [],
};

/** A command that a client talks to while it runs. */
export class StartedCommand implements ClientProcess {
  readonly started: Promise<void>;
  readonly ended: Promise<ClientCommandEnd>;
  #running: RunningCommand | undefined;
  #isKilled = false;

  constructor(runner: Runner, settings: Settings, command: ClientCommand) {
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    this.ended = run(runner, settings, command, (running) => {
      this.#running = running;
      if (this.#isKilled) this.kill();
      begin();
    });
    this.started = Promise.race([begun, this.ended.then(() => {})]);
    for (const promise of [this.started, this.ended]) promise.catch(() => {}); // reported where it is awaited
  }

  get unread(): number {
    return this.#running?.unread ?? 0;
  }

  write(data: Uint8Array): void {
    this.#running?.write(data);
  }

  closeStdin(): void {
    this.#running?.closeStdin();
  }

  resize(size: TerminalSize): void {
    this.#running?.resize?.(size);
  }

  kill(): void {
    this.#isKilled = true;
    this.#running?.signal('SIGKILL');
  }
}

async function run(
  runner: Runner,
  settings: Settings,
  command: ClientCommand,
  onSpawn: (running: RunningCommand) => void,
): Promise<ClientCommandEnd> {
  const { argv, env, timeoutMs, hasStdin, terminal, onOutput } = command;
  try {
    const result = await runner.run({
      ...limitsOf(settings, command),
      argv,
      env: terminal ? { TERM: 'xterm-256color', ...env } : env,
      timeoutMs: timeoutMs === undefined ? undefined : Math.min(timeoutMs, MAX_TIMEOUT_MS),
      openStdin: hasStdin,
      terminal,
      maxBytes: KEPT_BYTES,
      onSpawn,
      onOutput,
    });
    if (result.kind === 'not-started') throw notStarted(result.error);
    return { exitCode: exitCodeOf(result), heldOpen: result.heldOpen === true };
  } catch (e) {
    if (!(e instanceof SandboxUnavailable)) throw e;
    const reason = { reason: e.reason };
    throw new AppError('sandbox_unavailable', `no sandbox is available here: ${e.reason}`, reason);
  }
}

type Limits = Pick<CommandRequest, 'cwd' | 'policy' | 'workspace' | 'environment' | 'sandboxed'>;

/** A policy is about the workspace of the server, and a profile about the folder of the command (C580). */
function limitsOf(settings: Settings, { cwd = '.', confinement }: ClientCommand): Limits {
  if (confinement === 'none') {
    const [place, policy] = [resolve(cwd), { mode: 'danger-full-access' } as const];
    return { cwd: place, policy, workspace: place, environment: WHOLE_ENVIRONMENT, sandboxed: false };
  }
  const { cwd: workspace, sandboxPolicy, environment } = settings.derive({});
  const folder = resolve(workspace, cwd);
  const common = { cwd: folder, environment, sandboxed: true };
  if (confinement === undefined) return { ...common, policy: sandboxPolicy, workspace };
  if ('policy' in confinement) return { ...common, policy: confinement.policy, workspace };
  return { ...common, policy: policyOfProfile(settings, confinement.profile, folder), workspace: folder };
}

function policyOfProfile(settings: Settings, permissions: string, cwd: string): CommandRequest['policy'] {
  try {
    return settings.derive({ permissions, cwd }).sandboxPolicy;
  } catch (e) {
    if (!AppError.is(e) || e.code !== 'config_invalid') throw e;
    const message = e.message.replace(/^error deriving config: /, '');
    throw new AppError('config_invalid', `invalid permission profile: ${message}`, { reason: message });
  }
}

function notStarted(error: NodeJS.ErrnoException): AppError {
  if (error instanceof NoTerminal) {
    const reason = `tty: true is not possible here: ${error.message}`;
    return new AppError('no_terminal', reason, { reason });
  }
  const reason = systemErrorText(error);
  return new AppError('exec_not_started', `failed to spawn command: ${reason}`, { reason });
}
