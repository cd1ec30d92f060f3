import type { ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import type { CommandExecution } from '../../domain/item.js';
import { everythingReadable, withPermissions } from '../../domain/permissions.js';
import { limitsReading, readLimits } from '../../domain/policies.js';
import type { WorkspacePins } from '../../process/sandbox/workspace-pins.js';
import type { RunResult } from '../../process/supervisor.js';
import type { PatchDependencies } from '../patch/run-patch.js';
import type { TurnPermissions } from '../permissions/turn-permissions.js';
import type { CommandRules } from '../rules/command-rules.js';
import type { CommandReader } from '../shell-words/index.js';
import { type Attempt, type CommandCall, folderOf, type Limits, runWithApproval } from './approved-run.js';
import type { ShellCall } from './arguments.js';
import { completed, outputEmitter, repositoryNote } from './command-events.js';
import type { CommandRequest, CommandRunner } from './command-runner.js';
import { refusedEscalation } from './decide.js';
import { modelText } from './format.js';
import { type GuardedGit, guardGit } from './guarded-git.js';
import { commandResult, sandboxFailure } from './outcome.js';
import { inUserShell } from './user-shell.js';

export interface ShellDependencies {
  readonly runner: CommandRunner;
  /** Reads commands; loaded when the first one comes. */
  readonly words: () => Promise<CommandReader>;
  readonly rules: CommandRules;
  readonly patch: PatchDependencies;
  readonly pins: WorkspacePins;
  readonly permissions: TurnPermissions;
}

/** `shell`: a command that ends with its call. */
export async function runShell(
  { callId }: ToolCall,
  { command, workdir, timeoutMs, escalated, justification }: ShellCall,
  context: ToolContext,
  dependencies: ShellDependencies,
): Promise<string | ToolResult> {
  const { runner, words, rules, patch, permissions } = dependencies;
  const { settings } = context;
  const refusal = refusedEscalation(settings.approvalPolicy, escalated);
  if (refusal !== undefined) return refusal;
  const cwd = folderOf(workdir, settings.cwd);
  const call = { callId, argv: command, readable: command, cwd, escalated, justification };
  return runWithApproval(
    call,
    context,
    { reading: await words(), rules, patch, permissions },
    {
      guard: () => guardedGit(call, timeoutMs, context, dependencies),
      execute: async (item, limits) => {
        const result = await runner.run({
          ...requestFor(command, cwd, limits, context, dependencies),
          timeoutMs,
          signal: context.signal,
          // The start waits for the sandbox, so that what never runs is never shown.
          onStart: () => context.emit({ type: 'execution-started', item }),
          onRepositories: (changes) => context.emit(repositoryNote(changes)),
          onOutput: outputEmitter(item, context.emit),
        });
        return attemptOf(item, result, context);
      },
    },
  );
}

/** A known-safe git command in a form that needs no sandbox; undefined for all others (C220). */
export async function guardedGit(
  { readable, cwd }: Pick<CommandCall, 'readable' | 'cwd'>,
  timeoutMs: number,
  { settings, signal }: ToolContext,
  { runner, words, pins }: Pick<ShellDependencies, 'runner' | 'words' | 'pins'>,
): Promise<GuardedGit | undefined> {
  const plain = await (await words()).plainGit(readable);
  if (!plain) return undefined;
  const { cwd: workspace, sandboxPolicy: policy } = pins.real(settings);
  return guardGit(plain, runner, { cwd, workspace, policy, environment: settings.environment, timeoutMs, signal });
}

/** The settings of a turn that apply to every command. */
export function requestFor(
  argv: readonly string[],
  cwd: string,
  { sandboxed, readOnly, extra, git }: Limits,
  { settings }: ToolContext,
  { pins, permissions }: Pick<ShellDependencies, 'pins' | 'permissions'>,
): Omit<CommandRequest, 'timeoutMs'> {
  const real = pins.real(settings);
  const { cwd: workspace } = real;
  const sandboxPolicy = extra ? withPermissions(real.sandboxPolicy, extra.inForce()) : real.sandboxPolicy;
  const limited = limitsReading(sandboxPolicy);
  const granted = sandboxPolicy.mode === 'workspace-write' ? (sandboxPolicy.granted ?? []) : [];
  return {
    argv: git?.argv ?? (settings.environment.useProfile ? inUserShell(argv) : argv),
    cwd,
    // Unreadable paths stay unreadable also for commands that the user lets run without the usual sandbox.
    policy: readOnly
      ? { mode: 'read-only', ...readLimits(sandboxPolicy) }
      : sandboxed || !limited
        ? sandboxPolicy
        : everythingReadable(sandboxPolicy),
    names: readLimits(settings.sandboxPolicy).readable,
    // Git would try to store what it knows of the files, also for commands that only read.
    env: git?.env ?? (readOnly ? { GIT_OPTIONAL_LOCKS: '0' } : {}),
    workspace,
    problem: (held) =>
      pins.problem(settings, held) ?? permissions.problem(granted, held) ?? extra?.problem(granted, held),
    environment: settings.environment,
    sandboxed: sandboxed || limited,
  };
}

function attemptOf(item: CommandExecution, result: RunResult, context: ToolContext): Attempt {
  const shown = commandResult(result);
  const ended: CommandExecution = { ...item, status: shown.exitCode === 0 ? 'completed' : 'failed', result: shown };
  const failure = sandboxFailure(result);
  return {
    result: {
      output:
        result.kind === 'not-started' ? shown.aggregated : modelText(shown.formatted, shown.exitCode, shown.durationMs),
      events: [{ type: 'execution-ended', item: ended }, completed(ended, ended.status, context)],
      ...(result.kind === 'not-started' ? {} : { response: shown.formatted }),
    },
    failure: failure === undefined ? undefined : { item: ended, text: failure },
  };
}
