import { basename } from 'node:path';
import type { ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import type { CommandExecution } from '../../domain/item.js';
import { mayAsk } from '../../domain/policies.js';
import { commandPermissions } from '../permissions/command-permissions.js';
import { type Attempt, folderOf, type Limits, runWithApproval } from '../shell/approved-run.js';
import { completed, outputEmitter, repositoryNote } from '../shell/command-events.js';
import { exitCodeOf, notStarted, sandboxFailure } from '../shell/outcome.js';
import { cannotEscalate } from '../shell/policy-variant.js';
import { guardedGit, requestFor, type ShellDependencies } from '../shell/shell.js';
import { userShell } from '../shell/user-shell.js';
import type { ExecCall } from './arguments.js';
import { sessionText, withinTokens } from './output.js';
import { type Look, Session } from './session.js';
import { type ExecSessions, endedItem } from './sessions.js';

export interface ExecDependencies extends ShellDependencies {
  readonly sessions: ExecSessions;
}

/** The time limit for reading the configuration of a repository. */
const GUARD_MS = 10_000;
/** How many bytes of stdout and of stderr are kept separately, for clients of v1; the joint output has its own limit. */
const MAX_STREAM_BYTES = 1024 * 1024;

/** `exec_command`: a command that becomes a session when it runs longer than the model waits. */
export async function execCommand(
  { callId }: ToolCall,
  exec: ExecCall,
  context: ToolContext,
  dependencies: ExecDependencies,
): Promise<string | ToolResult> {
  const { sessions, words, rules, patch, permissions } = dependencies;
  const { settings } = context;
  if (exec.escalated && !mayAsk(settings.approvalPolicy, 'sandbox_approval'))
    return cannotEscalate(settings.approvalPolicy);
  if (sessions.full) return TOO_MANY;
  const cwd = folderOf(exec.workdir, settings.cwd);
  const { codexHome, env } = patch;
  const extra = await commandPermissions(exec, permissions, { cwd, codexHome, env, settings });
  if (typeof extra === 'string') return extra;
  const { argv, readable } = wordsOf(exec);
  const { escalated, justification } = exec;
  const call = { callId, argv, readable, cwd, escalated, extra, justification };
  const id = sessions.reserve(callId);
  const started = { source: 'unified-exec-startup', processId: String(id) } as const;
  try {
    return await runWithApproval(
      call,
      context,
      { reading: await words(), rules, patch, permissions },
      {
        started,
        guard: () => guardedGit(call, GUARD_MS, context, dependencies),
        execute: (item, limits) =>
          new Execution({ ...item, ...started }, id, { exec, argv, cwd, limits, context, dependencies }).run(),
      },
    );
  } finally {
    sessions.release(id);
  }
}

const TOO_MANY =
  'exec_command failed: too many commands of this conversation are still running; end some of them first';

interface ExecutionOptions {
  readonly exec: ExecCall;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly limits: Limits;
  readonly context: ToolContext;
  readonly dependencies: ExecDependencies;
}

/** One run of the command, until it ends or the waiting time of the model is over. */
class Execution {
  readonly #item: CommandExecution;
  readonly #options: ExecutionOptions;
  readonly #session: Session;
  #isKept = false;

  constructor(item: CommandExecution, id: number, options: ExecutionOptions) {
    this.#item = item;
    this.#options = options;
    this.#session = new Session(id, options.exec.tty);
  }

  async run(): Promise<Attempt> {
    const { exec, context } = this.#options;
    this.#start();
    const look = await this.#session.look(exec.yieldMs, context.signal);
    if (context.signal.aborted) {
      // The model has not got the id of the session yet, so the session ends with the turn.
      this.#session.kill();
      return { result: { output: '' } };
    }
    return look.ended ? this.#ended(look, look.ended) : { result: { output: this.#keep(look) } };
  }

  #start(): void {
    const { exec, argv, cwd, limits, context, dependencies } = this.#options;
    const session = this.#session;
    const emitOutput = outputEmitter(this.#item, (event) => this.#emit(event));
    session.runs(
      dependencies.runner.run({
        ...requestFor(argv, cwd, limits, context, dependencies),
        signal: session.signal,
        openStdin: exec.tty,
        maxBytes: MAX_STREAM_BYTES,
        // The start event waits for the sandbox, so that a command that never runs is never shown.
        onStart: () => this.#emit({ type: 'execution-started', item: this.#item }),
        onSpawn: (command) => session.spawned(command),
        onRepositories: (changes) => this.#emit(repositoryNote(changes)),
        onOutput: (stream, chunk) => {
          session.printed(chunk);
          emitOutput(stream, chunk);
        },
      }),
    );
  }

  #emit(event: Parameters<ToolContext['emit']>[0]): void {
    const { context } = this.#options;
    if (this.#session.signal.aborted) return;
    if (this.#isKept) context.emitLate(event);
    else context.emit(event);
  }

  /** The command becomes a session, which may outlive the turn. */
  #keep({ text, wallMs }: Look): string {
    const { exec, context, dependencies } = this.#options;
    const session = this.#session;
    this.#isKept = true;
    const emit: ToolContext['emit'] = (event) => this.#emit(event);
    dependencies.sessions.keep({ session, item: this.#item, script: exec.script, now: context.now, emit });
    return sessionText({ callId: this.#item.callId, wallMs, text, state: { session: session.id } }, exec.maxTokens);
  }

  #ended({ text, wallMs }: Look, result: NonNullable<Look['ended']>): Attempt {
    const { exec, context } = this.#options;
    const { callId } = this.#item;
    const ended = endedItem(this.#session, this.#item, result);
    const failure = sandboxFailure(result);
    const output =
      result.kind === 'not-started'
        ? notStarted(result.error)
        : sessionText({ callId, wallMs, text, state: { exitCode: exitCodeOf(result) } }, exec.maxTokens);
    return {
      result: {
        output,
        events: [{ type: 'execution-ended', item: ended }, completed(ended, ended.status, context)],
        ...(result.kind === 'not-started' ? {} : { response: withinTokens(text, exec.maxTokens) }),
      },
      failure: failure === undefined ? undefined : { item: ended, text: failure },
    };
  }
}

/** Shells that understand a plain script in the same way. */
const SHELLS = ['bash', 'zsh', 'sh', 'dash'];

/** The words that run the script. A program that is not a known shell is ignored, as in 0.171. */
function wordsOf({ script, shell: asked, login }: ExecCall): { argv: string[]; readable: string[] } {
  const own = userShell();
  const shell = asked !== undefined && SHELLS.includes(basename(asked)) ? asked : own;
  const argv = [shell, login ? '-lc' : '-c', script];
  // A program in any folder could have the name of a shell.
  const isKnown = shell === own || SHELLS.some((name) => [name, `/bin/${name}`, `/usr/bin/${name}`].includes(shell));
  return { argv, readable: isKnown && SHELLS.includes(basename(shell)) ? ['bash', '-lc', script] : argv };
}
