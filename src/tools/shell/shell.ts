import { isAbsolute, resolve } from 'node:path';
import type { ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import type { EventBody } from '../../domain/events.js';
import type { CommandExecution, CommandResult } from '../../domain/item.js';
import { shownPath, shownText } from '../../os/shown-text.js';
import type { RepositoryChanges } from '../../process/sandbox/repository-watch.js';
import { SandboxUnavailable } from '../../process/sandbox/sandbox.js';
import type { WorkspacePins } from '../../process/sandbox/workspace-pins.js';
import type { RunResult, Stream } from '../../process/supervisor.js';
import { type PatchDependencies, runPatch } from '../patch/run-patch.js';
import type { CommandReader } from '../shell-words/index.js';
import type { ShellCall } from './arguments.js';
import type { CommandRunner } from './command-runner.js';
import { decide, refusedEscalation } from './decide.js';
import { formattedOutput, modelText, shorten } from './format.js';
import { type GuardedGit, guardGit } from './guarded-git.js';
import { inUserShell } from './user-shell.js';

const MAX_DELTA_BYTES = 8192;
const MAX_DELTAS = 10_000;
const IMPLICIT_PATCH =
  'apply_patch verification failed: patch detected without explicit call to apply_patch. Rerun as ["apply_patch", "<patch>"]';
const REJECTED_BY_USER = 'exec command rejected by user';
/** A shell says so of a command that it does not find: nothing that a sandbox has to do with. */
const NOT_FOUND = 127;

export interface ShellDependencies {
  readonly runner: CommandRunner;
  /** Reads commands; loaded when the first one comes. */
  readonly words: () => Promise<CommandReader>;
  readonly patch: PatchDependencies;
  readonly pins: WorkspacePins;
}

/** Runs a command of the model, after an approval where the policies want one (C85, C97). */
export async function runShell(
  call: ToolCall,
  shell: ShellCall,
  context: ToolContext,
  { runner, words, patch, pins }: ShellDependencies,
): Promise<string | ToolResult> {
  const { settings, grants } = context;
  const refusal = refusedEscalation(settings.approvalPolicy, shell.escalated);
  if (refusal !== undefined) return refusal;
  const reading = await words();
  const cwd = folderOf(shell, settings.cwd);
  const found = await reading.findPatchCall(shell.command);
  if (found === 'implicit') return IMPLICIT_PATCH;
  if (found) {
    return runPatch({ callId: call.callId, patch: found.patch, cwd: resolve(cwd, found.cwd ?? '.') }, context, patch);
  }
  const decision = decide({
    approvalPolicy: settings.approvalPolicy,
    sandbox: settings.sandboxPolicy.mode,
    escalated: shell.escalated,
    approvedBefore: grants.allowsCommand(shell.command, cwd),
    dangerous: await reading.isDangerous(shell.command),
    safe: await safetyOf(shell.command, reading),
  });
  const { callId } = call;
  // For the eyes of the user alone: what runs, and what is remembered, are the words of the model.
  const shown = shell.command.map(shownText);
  const shownCwd = shownPath(cwd);
  const item: CommandExecution = {
    type: 'command-execution',
    id: callId,
    callId,
    startedAt: context.now(),
    completedAt: null,
    command: shown,
    cwd: shownCwd,
    source: 'agent',
    processId: null,
    actions: await reading.describeCommand(shown),
    status: 'in-progress',
  };
  const approve = async (reason: string | undefined): Promise<boolean> => {
    const request = { kind: 'command', callId, command: shown, cwd: shownCwd, reason } as const;
    const decided = await context.requestApproval(item.id, request);
    if (decided === 'accept-for-session') grants.allowCommand(shell.command, cwd);
    return decided !== 'decline';
  };
  const execute = (limits: Limits): Promise<Execution> =>
    runOnce(item, { ...shell, cwd }, limits, context, { runner, pins });
  const declined = (): ToolResult => ({ output: REJECTED_BY_USER, events: [completed(item, 'declined', context)] });

  if (decision.act === 'reject') return `exec command rejected: "${decision.reason}"`;
  context.emit({ type: 'item-started', item });
  if (decision.act === 'ask')
    return (await approve(shell.justification && shownText(shell.justification)))
      ? finished(await execute(UNLIMITED), context)
      : declined();
  let execution: Execution;
  try {
    execution = await execute(decision);
  } catch (e) {
    if (!(e instanceof SandboxUnavailable)) throw e;
    const git =
      settings.approvalPolicy === 'untrusted' && (await guarded(shell, cwd, context, { runner, pins }, reading));
    if (git) return finished(await execute({ ...UNLIMITED, git }), context);
    // Never without the sandbox that the policy wants, unless the user approves it.
    if (settings.approvalPolicy === 'never') {
      const output = `exec command rejected: "no sandbox is available here: ${e.reason}"`;
      return { output, events: [completed(item, 'failed', context)] };
    }
    const reason = `no sandbox is available here (${e.reason}); run without one?`;
    return (await approve(reason)) ? finished(await execute(UNLIMITED), context) : declined();
  }
  const { result } = execution;
  if (!decision.askOnFailure || !mayBeTheSandbox(result)) return finished(execution, context);
  context.emit({ type: 'execution-ended', item: execution.item });
  context.emit({ type: 'note', message: `Execution failed: ${failureOf(result)}` });
  if (!(await approve('command failed; retry without sandbox?'))) return declined();
  context.emit({ type: 'note', message: 'retrying command without sandbox' });
  return finished(await execute(UNLIMITED), context);
}

/** What is known to only read with nothing around it, and what only inside of a sandbox that writes nothing. */
async function safetyOf(argv: readonly string[], reading: CommandReader): Promise<'anywhere' | 'in-sandbox' | false> {
  if (await reading.isKnownSafe(argv, { sandboxed: false })) return 'anywhere';
  return (await reading.isKnownSafe(argv, { sandboxed: true })) && 'in-sandbox';
}

/** A known-safe git command in a form that needs no sandbox; undefined for all others (C220). */
async function guarded(
  { command, timeoutMs }: ShellCall,
  cwd: string,
  { settings, signal }: ToolContext,
  { runner, pins }: Pick<ShellDependencies, 'runner' | 'pins'>,
  reading: CommandReader,
): Promise<GuardedGit | undefined> {
  const words = await reading.plainGit(command);
  if (!words) return undefined;
  const { cwd: workspace, sandboxPolicy: policy } = pins.real(settings);
  return guardGit(words, runner, { cwd, workspace, policy, environment: settings.environment, timeoutMs, signal });
}

interface Limits {
  readonly sandboxed: boolean;
  readonly readOnly: boolean;
  /** Runs in the place of the command. */
  readonly git?: GuardedGit;
}

const UNLIMITED: Limits = { sandboxed: false, readOnly: false };

/** A command that has run, with what clients see of that. */
interface Execution {
  readonly result: RunResult;
  readonly item: CommandExecution;
}

const MAX_REPOSITORIES = 10;

function repositoryNote({ made, changed }: RepositoryChanges): string {
  const list = (paths: readonly string[]): string => {
    const more = paths.length > MAX_REPOSITORIES ? ` and ${paths.length - MAX_REPOSITORIES} more` : '';
    return paths.slice(0, MAX_REPOSITORIES).map(shownPath).join(', ') + more;
  };
  const found = [
    ...(made.length > 0 ? [`The command has made ${list(made)}.`] : []),
    ...(changed.length > 0 ? [`The command has changed the configuration or the hooks of ${list(changed)}.`] : []),
  ];
  return `${found.join(' ')} Git runs what is named there: look at it before you use git in that folder.`;
}

function completed(item: CommandExecution, status: CommandExecution['status'], { now }: ToolContext): EventBody {
  return { type: 'item-completed', item: { ...item, status, completedAt: now() } };
}

function finished({ result, item }: Execution, context: ToolContext): ToolResult {
  return {
    output: textFor(result),
    events: [{ type: 'execution-ended', item }, completed(item, item.status, context)],
  };
}

/** Runs a command and emits its start and its output. The start waits for the sandbox, so that what never runs is never shown. */
async function runOnce(
  item: CommandExecution,
  { command: argv, timeoutMs, cwd }: ShellCall & { readonly cwd: string },
  { sandboxed, readOnly, git }: Limits,
  context: ToolContext,
  { runner, pins }: Pick<ShellDependencies, 'runner' | 'pins'>,
): Promise<Execution> {
  const { id: itemId, callId } = item;
  const { settings, signal } = context;
  const deltas = { stdout: 0, stderr: 0 };
  const { cwd: workspace, sandboxPolicy } = pins.real(settings);
  const result = await runner.run({
    argv: git?.argv ?? (settings.environment.useProfile ? inUserShell(argv) : argv),
    cwd,
    policy: readOnly ? { mode: 'read-only' } : sandboxPolicy,
    // Known commands of git would try to write what they know of the files.
    env: git?.env ?? (readOnly ? { GIT_OPTIONAL_LOCKS: '0' } : {}),
    workspace,
    problem: () => pins.problem(settings),
    environment: settings.environment,
    timeoutMs,
    sandboxed,
    signal,
    onStart: () => context.emit({ type: 'execution-started', item }),
    onRepositories: (changes) => context.emit({ type: 'note', message: repositoryNote(changes) }),
    onOutput(stream: Stream, chunk: Buffer) {
      for (let from = 0; from < chunk.length && deltas[stream] < MAX_DELTAS; from += MAX_DELTA_BYTES) {
        deltas[stream]++;
        const piece = chunk.subarray(from, from + MAX_DELTA_BYTES);
        context.emit({ type: 'output-delta', itemId, callId, stream, chunk: piece });
      }
    },
  });
  const text = result.kind === 'not-started' ? notStarted(result.error) : formattedOutput(result);
  const ran = result.kind !== 'not-started';
  const shown: CommandResult = {
    stdout: ran ? result.stdout : '',
    stderr: ran ? result.stderr : text,
    aggregated: ran ? result.aggregated : text,
    formatted: text,
    exitCode: exitCodeOf(result),
    durationMs: result.durationMs,
  };
  return { result, item: { ...item, status: shown.exitCode === 0 ? 'completed' : 'failed', result: shown } };
}

function textFor(result: RunResult): string {
  if (result.kind === 'not-started') return notStarted(result.error);
  return modelText(formattedOutput(result), exitCodeOf(result), result.durationMs);
}

function notStarted(error: NodeJS.ErrnoException): string {
  const missing = error.code === 'ENOENT' ? ` (${error.path ?? 'the program or its folder'} is missing)` : '';
  return `execution error: ${error.message}${missing}`;
}

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

/** 124 for a time-out and 128 + n for a signal, as shells have it; -1 for what never ran. */
function exitCodeOf(result: RunResult): number {
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

/** A refusal of the sandbox cannot be told from a failure of the command for sure, so every failure counts (C100). */
function mayBeTheSandbox(result: RunResult): boolean {
  return (
    result.kind === 'killed' || (result.kind === 'exited' && result.exitCode !== 0 && result.exitCode !== NOT_FOUND)
  );
}

function failureOf(result: RunResult): string {
  if (result.kind === 'not-started') return result.error.message;
  const { stdout, stderr } = result;
  return `sandbox denied exec error, exit code: ${exitCodeOf(result)}, stdout: ${shorten(stdout)}, stderr: ${shorten(stderr)}`;
}

/** Joined as it stands, like the reference: the user sees what the model wrote. */
function folderOf({ workdir }: ShellCall, cwd: string): string {
  if (workdir === undefined || workdir === '') return cwd;
  return isAbsolute(workdir) ? workdir : `${cwd}/${workdir}`;
}
