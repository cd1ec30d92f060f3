import type { ToolContext, UserCommand } from '../../core/ports/index.js';
import type { EventBody } from '../../domain/events.js';
import type { CommandExecution, CommandResult } from '../../domain/item.js';
import { shownPath, shownText } from '../../os/shown-text.js';
import { Collected } from '../../process/collect.js';
import type { CommandReader } from '../shell-words/index.js';
import { completed, outputEmitter } from './command-events.js';
import type { CommandRunner } from './command-runner.js';
import { commandResult } from './outcome.js';
import { inUserShell, userShell } from './user-shell.js';

const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** How many bytes of the output are kept for a command that is cut short. */
const MAX_OUTPUT = 1024 * 1024;

export interface UserCommandDependencies {
  readonly runner: CommandRunner;
  readonly words: () => Promise<CommandReader>;
}

/** The commands of the user that run in a conversation. They have no sandbox: the user could run them at a terminal as well. */
export class UserCommands {
  readonly #dependencies: UserCommandDependencies;
  readonly #running = new Set<Running>();
  #closed = false;

  constructor(dependencies: UserCommandDependencies) {
    this.#dependencies = dependencies;
  }

  /** Runs a command to its end and returns what the model reads of it. Rejects only by a defect. */
  async run(command: UserCommand, context: ToolContext): Promise<string> {
    const argv = [userShell(), '-lc', command.script];
    const reading = await this.#dependencies.words();
    const item: CommandExecution = {
      type: 'command-execution',
      id: command.itemId,
      callId: command.itemId,
      startedAt: context.now(),
      completedAt: null,
      command: argv.map(shownText),
      cwd: shownPath(context.settings.cwd),
      source: 'user-shell',
      processId: null,
      actions: await reading.describeCommand(['bash', '-lc', shownText(command.script)]),
      status: 'in-progress',
    };
    const running = new Running(item, context);
    if (this.#closed || context.signal.aborted) return '';
    this.#running.add(running);
    try {
      const result = await running.run(this.#dependencies.runner, argv, command);
      return textFor(command.script, result);
    } finally {
      this.#running.delete(running);
    }
  }

  /** Ends all of them. Their ends are reported before this returns. */
  close(): void {
    this.#closed = true;
    for (const running of this.#running) running.cutShort();
  }
}

class Running {
  readonly #item: CommandExecution;
  readonly #context: ToolContext;
  readonly #end = new AbortController();
  readonly #output = new Collected(MAX_OUTPUT);
  readonly #began = performance.now();

  constructor(item: CommandExecution, context: ToolContext) {
    this.#item = item;
    this.#context = context;
  }

  async run(runner: CommandRunner, argv: readonly string[], { timeoutMs }: UserCommand): Promise<CommandResult> {
    const { settings, signal } = this.#context;
    const { environment, cwd } = settings;
    const item = this.#item;
    const emitOutput = outputEmitter(item, (event) => this.#emit(event));
    this.#emit({ type: 'item-started', item });
    const result = await runner.run({
      argv: environment.useProfile ? inUserShell(argv) : argv,
      cwd,
      policy: { mode: 'danger-full-access' },
      workspace: cwd,
      environment,
      sandboxed: false,
      timeoutMs: Math.min(timeoutMs, MAX_TIMEOUT_MS),
      signal: AbortSignal.any([signal, this.#end.signal]),
      onStart: () => this.#emit({ type: 'execution-started', item }),
      onOutput: (stream, chunk) => {
        this.#output.add(chunk);
        emitOutput(stream, chunk);
      },
    });
    const shown = commandResult(result);
    this.#ended(shown);
    return shown;
  }

  cutShort(): void {
    const aggregated = this.#output.text();
    this.#ended({ aggregated, formatted: aggregated, exitCode: -1, durationMs: performance.now() - this.#began });
    this.#end.abort();
  }

  #ended(result: CommandResult): void {
    const item = { ...this.#item, status: result.exitCode === 0 ? 'completed' : 'failed', result } as const;
    this.#emit({ type: 'execution-ended', item });
    this.#emit(completed(item, item.status, this.#context));
  }

  /** The command may outlive its turn. */
  #emit(event: EventBody): void {
    if (!this.#end.signal.aborted) this.#context.emitLate(event);
  }
}

const textFor = (script: string, { exitCode, durationMs, formatted, aggregated }: CommandResult): string =>
  [
    '<user_shell_command>',
    '<command>',
    script,
    '</command>',
    '<result>',
    `Exit code: ${exitCode}`,
    `Duration: ${(durationMs / 1000).toFixed(4)} seconds`,
    'Output:',
    formatted ?? aggregated,
    '</result>',
    '</user_shell_command>',
  ].join('\n');
