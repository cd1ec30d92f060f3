import * as z from 'zod';
import type { ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import { isAccepted } from '../../domain/approval.js';
import type { EventBody } from '../../domain/events.js';
import type { FileChanges } from '../../domain/item.js';
import { realPath } from '../../os/real-path.js';
import { shownPath, shownText } from '../../os/shown-text.js';
import { canRead } from '../../process/sandbox/secrets.js';
import type { WorkspacePins } from '../../process/sandbox/workspace-pins.js';
import { canWrite, isReadable, type WriteRules, writeRules } from '../../process/sandbox/writable-roots.js';
import { fileChanges, summary } from '../apply-patch/changes.js';
import { commitPlan } from '../apply-patch/commit.js';
import { disk } from '../apply-patch/files/disk.js';
import { parsePatch } from '../apply-patch/parse.js';
import { PatchError } from '../apply-patch/patch-error.js';
import { type Plan, planPatch } from '../apply-patch/plan.js';
import { TurnDiff } from '../apply-patch/turn-diff.js';
import { parseArguments } from '../json-arguments.js';
import { modelText } from '../shell/format.js';
import { decidePatch } from './decide-patch.js';
import { grantFor, isGranted } from './grants.js';
import type { PatchJournal } from './journal.js';

export interface PatchDependencies {
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
  readonly journal: PatchJournal;
  readonly pins: WorkspacePins;
  /** How the model reads the outcome: as that of a command in JSON, or as text. Default: JSON. */
  readonly output?: 'json' | 'text' | undefined;
  readonly turn: TurnPatches;
}

/** What the patches of one turn share. */
export interface TurnPatches {
  /** What they have changed so far; made when the first one comes. */
  diff?: TurnDiff;
  /** A patch is being applied or undone. */
  writing: boolean;
}

export interface PatchCall {
  readonly callId: string;
  readonly patch: string;
  /** Absolute: paths of the patch start here. */
  readonly cwd: string;
}

const REJECTED_BY_USER = 'patch rejected by user';

/** Applies a patch in process, all of it or nothing, with the user's approval where the policies want it (C90, C101). */
export async function runPatch(
  call: PatchCall,
  context: ToolContext,
  dependencies: PatchDependencies,
): Promise<string | ToolResult> {
  const { settings } = context;
  const rules = await rulesOf(context, dependencies);
  const plan = await planOf(call, context, dependencies, rules);
  if (typeof plan === 'string') return plan;
  const hidden = plan.paths.find((path) => !isReadable(path, rules));
  if (hidden !== undefined) return `patch rejected: ${shownPath(hidden)} may be neither read nor written`;
  const changes = fileChanges(plan);
  const outside = await pathsOutside(plan, context, dependencies, rules);
  const decision = decidePatch(settings.approvalPolicy, outside.length === 0);
  if (decision === 'reject') {
    return 'patch rejected: writing outside of the project; rejected by user approval settings';
  }
  const { callId } = call;
  const item: FileChanges = {
    type: 'file-changes',
    id: callId,
    callId,
    startedAt: context.now(),
    completedAt: null,
    changes,
    autoApproved: decision !== 'ask',
    status: 'in-progress',
  };
  const declined = (): ToolResult => ({ output: REJECTED_BY_USER, events: [completed(item, 'declined', context)] });
  context.emit({ type: 'item-started', item });
  if (decision === 'ask') {
    const { codexHome, env } = dependencies;
    const grant = await grantFor(outside, { codexHome, workspace: settings.cwd, env });
    const [folder, ...others] = grant.folders;
    const grantRoot = others.length === 0 ? folder : undefined;
    const reason = outside.length > 0 ? reasonFor(outside, grant.folders) : undefined;
    const decided = await context.requestApproval(item.id, { kind: 'patch', callId, changes, reason, grantRoot });
    if (!isAccepted(decided)) return declined();
    if (decided === 'accept-for-session') context.grants.allowPatches(grant);
  }
  const applying = { plan, item, context, dependencies };
  if (decision !== 'fail-and-ask') return apply(applying);
  // The patch is handled like a command that the sandbox has stopped: it is shown as a failure, and then needs an approval.
  const failure = `the sandbox does not let it write ${outside.map(shownPath).join(', ')}`;
  context.emit({ type: 'execution-started', item });
  context.emit({
    type: 'execution-ended',
    item: { ...item, status: 'failed', result: { stdout: '', stderr: failure } },
  });
  context.emit({ type: 'note', message: `Execution failed: ${failure}` });
  const command = ['apply_patch', shownText(call.patch)];
  const reason = 'command failed; retry without sandbox?';
  const decided = await context.requestApproval(item.id, { kind: 'command', callId, command, cwd: call.cwd, reason });
  if (!isAccepted(decided)) return declined();
  context.emit({ type: 'note', message: 'retrying command without sandbox' });
  return apply({ ...applying, item: { ...item, autoApproved: false } });
}

function completed(item: FileChanges, status: FileChanges['status'], { now }: ToolContext): EventBody {
  return { type: 'item-completed', item: { ...item, status, completedAt: now() } };
}

async function planOf(
  { patch, cwd }: PatchCall,
  { signal }: ToolContext,
  { codexHome }: PatchDependencies,
  rules: WriteRules,
): Promise<Plan | string> {
  try {
    const mayRead = async (path: string) =>
      (await canRead(path, codexHome)) && isReadable((await realPath(path)).path, rules);
    return await planPatch(parsePatch(patch), { cwd, files: disk, mayRead, signal });
  } catch (e) {
    if (!(e instanceof PatchError)) throw e;
    return e.kind === 'empty' ? `patch rejected: ${e.message}` : `apply_patch verification failed: ${e.message}`;
  }
}

function rulesOf({ settings }: ToolContext, { codexHome, env, pins }: PatchDependencies): Promise<WriteRules> {
  const { sandboxPolicy, cwd } = pins.real(settings);
  return writeRules(sandboxPolicy, { policyCwd: cwd, env, codexHome, pinned: true });
}

/** The files that the policy does not let a command write, and that the user has not granted either. */
async function pathsOutside(
  plan: Plan,
  context: ToolContext,
  { codexHome }: PatchDependencies,
  rules: WriteRules,
): Promise<string[]> {
  const covered = await Promise.all(
    plan.paths.map(async (path) => canWrite(path, rules) || (await isGranted(path, context.grants, codexHome))),
  );
  return plan.paths.filter((_, i) => !covered[i]);
}

function reasonFor(outside: readonly string[], folders: readonly string[]): string {
  const places =
    folders.length > 0 ? `below ${folders.map(shownPath).join(' and ')}` : outside.map(shownPath).join(', ');
  return `it writes outside of the workspace, ${places}`;
}

interface Applying {
  readonly plan: Plan;
  readonly item: FileChanges;
  readonly context: ToolContext;
  readonly dependencies: PatchDependencies;
}

async function apply({ plan, item, context, dependencies }: Applying): Promise<ToolResult> {
  const { signal } = context;
  const { turn } = dependencies;
  const started = performance.now();
  turn.diff ??= new TurnDiff();
  const { diff } = turn;
  context.emit({ type: 'execution-started', item });
  let text = summary(plan);
  let success = true;
  turn.writing = true;
  try {
    await dependencies.journal.run(commitPlan(plan, { signal, journal: dependencies.journal }));
    diff.before(plan);
    diff.applied(plan);
  } catch (e) {
    if (!(e instanceof PatchError)) throw e;
    // The diff of the turn does not show writes of other programs, but shows what a failed write may have left.
    if (e.kind === 'write') diff.before(plan);
    text = e.message;
    success = false;
  } finally {
    turn.writing = false;
  }
  const status = success ? 'completed' : 'failed';
  const result = { stdout: success ? text : '', stderr: success ? '' : text };
  const ended: FileChanges = { ...item, status, result };
  const unifiedDiff = await diff.takeChange();
  const changed: EventBody[] = unifiedDiff === undefined ? [] : [{ type: 'diff-updated', unifiedDiff }];
  const output = outcomeText(text, success ? 0 : 1, performance.now() - started, dependencies.output);
  return {
    output,
    ...(success ? { response: output } : {}),
    events: [{ type: 'execution-ended', item: ended }, completed(ended, status, context), ...changed],
  };
}

function outcomeText(text: string, exitCode: number, ms: number, form: PatchDependencies['output']): string {
  if (form !== 'text') return modelText(text, exitCode, ms);
  return `Exit code: ${exitCode}\nWall time: ${(ms / 1000).toFixed(1)} seconds\nOutput:\n${text}`;
}

const Arguments = z.object({ input: z.string() });

/** The patch of a call: its whole input, or the member `input` in the JSON of a function. */
export function readPatchInput({ kind, input }: ToolCall): { text: string } | { problem: string } {
  if (kind === 'custom') return { text: input };
  const parsed = parseArguments(Arguments, input);
  return 'problem' in parsed ? parsed : { text: parsed.value.input };
}
