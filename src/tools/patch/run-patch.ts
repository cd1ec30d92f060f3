import type { ToolContext } from '../../core/ports/index.js';
import { shownPath, shownText } from '../../os/shown-text.js';
import { canRead } from '../../process/sandbox/secrets.js';
import { canWrite, writeRules } from '../../process/sandbox/writable-roots.js';
import { fileChanges, summary } from '../apply-patch/changes.js';
import { commitPlan } from '../apply-patch/commit.js';
import { disk } from '../apply-patch/files/disk.js';
import { parsePatch } from '../apply-patch/parse.js';
import { PatchError } from '../apply-patch/patch-error.js';
import { type Plan, planPatch } from '../apply-patch/plan.js';
import { TurnDiff } from '../apply-patch/turn-diff.js';
import { modelText } from '../shell/format.js';
import { decidePatch } from './decide-patch.js';
import { grantFor, grantKeys, isGranted } from './grants.js';
import type { PatchJournal } from './journal.js';

export interface PatchDependencies {
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
  readonly journal: PatchJournal;
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
): Promise<string> {
  const { settings } = context;
  const plan = await planOf(call, context, dependencies);
  if (typeof plan === 'string') return plan;
  const changes = fileChanges(plan);
  const outside = await pathsOutside(plan, context, dependencies);
  const decision = decidePatch(settings.approvalPolicy, outside.length === 0);
  if (decision === 'reject') {
    return 'patch rejected: writing outside of the project; rejected by user approval settings';
  }
  if (decision === 'ask') {
    const { codexHome, env } = dependencies;
    const grant = await grantFor(outside, { codexHome, workspace: settings.cwd, env });
    const [folder, ...others] = grant.folders;
    const grantRoot = others.length === 0 ? folder : undefined;
    const reason = outside.length > 0 ? reasonFor(outside, grant.folders) : undefined;
    const answer = await context.ask({ kind: 'patch', callId: call.callId, changes, reason, grantRoot });
    if (answer === 'denied') return REJECTED_BY_USER;
    if (answer === 'approved_for_session') for (const key of grantKeys(grant)) context.approved.add(key);
  }
  const applying = { call, plan, changes, context, dependencies };
  if (decision !== 'fail-and-ask') return apply(applying, decision === 'apply');
  // As if a sandbox had stopped it: shown as a failure, then approved or not like a command that failed.
  const failure = `the sandbox does not let it write ${outside.map(shownPath).join(', ')}`;
  begin(applying, true);
  end(applying, { stderr: failure, success: false, stdout: '' });
  context.emit({ type: 'note', message: `Execution failed: ${failure}` });
  const command = ['apply_patch', shownText(call.patch)];
  const reason = 'command failed; retry without sandbox?';
  const answer = await context.ask({ kind: 'command', callId: call.callId, command, cwd: call.cwd, reason });
  if (answer === 'denied') return REJECTED_BY_USER;
  context.emit({ type: 'note', message: 'retrying command without sandbox' });
  return apply(applying, false);
}

async function planOf(
  { patch, cwd }: PatchCall,
  { signal }: ToolContext,
  { codexHome }: PatchDependencies,
): Promise<Plan | string> {
  try {
    const mayRead = (path: string) => canRead(path, codexHome);
    return await planPatch(parsePatch(patch), { cwd, files: disk, mayRead, signal });
  } catch (e) {
    if (!(e instanceof PatchError)) throw e;
    return e.kind === 'empty' ? `patch rejected: ${e.message}` : `apply_patch verification failed: ${e.message}`;
  }
}

/** The files that the policy does not let a command write, and that the user has not granted either. */
async function pathsOutside(
  plan: Plan,
  context: ToolContext,
  { codexHome, env }: PatchDependencies,
): Promise<string[]> {
  const { sandboxPolicy, cwd } = context.settings;
  const rules = await writeRules(sandboxPolicy, { policyCwd: cwd, env, codexHome });
  const covered = await Promise.all(
    plan.paths.map(async (path) => canWrite(path, rules) || (await isGranted(path, context.approved, codexHome))),
  );
  return plan.paths.filter((_, i) => !covered[i]);
}

function reasonFor(outside: readonly string[], folders: readonly string[]): string {
  const places =
    folders.length > 0 ? `below ${folders.map(shownPath).join(' and ')}` : outside.map(shownPath).join(', ');
  return `it writes outside of the workspace, ${places}`;
}

interface Applying {
  readonly call: PatchCall;
  readonly plan: Plan;
  readonly changes: ReturnType<typeof fileChanges>;
  readonly context: ToolContext;
  readonly dependencies: PatchDependencies;
}

async function apply(applying: Applying, autoApproved: boolean): Promise<string> {
  const { plan, context, dependencies } = applying;
  const { signal } = context;
  const started = performance.now();
  const diff = diffOf(signal);
  begin(applying, autoApproved);
  let text = summary(plan);
  let success = true;
  try {
    await dependencies.journal.run(commitPlan(plan, { signal, journal: dependencies.journal }));
    diff.before(plan);
    diff.applied(plan);
  } catch (e) {
    if (!(e instanceof PatchError)) throw e;
    // What another program has written meanwhile is no part of the turn's diff; what a failed write may leave behind is.
    if (e.kind === 'write') diff.before(plan);
    text = e.message;
    success = false;
  }
  end(applying, { stdout: success ? text : '', stderr: success ? '' : text, success });
  const unifiedDiff = await diff.takeChange();
  if (unifiedDiff !== undefined) context.emit({ type: 'turn-diff', unifiedDiff });
  return modelText(text, success ? 0 : 1, performance.now() - started);
}

function begin({ call, changes, context }: Applying, autoApproved: boolean): void {
  context.emit({ type: 'patch-started', callId: call.callId, autoApproved, changes });
}

function end({ call, context }: Applying, result: { stdout: string; stderr: string; success: boolean }): void {
  context.emit({ type: 'patch-ended', callId: call.callId, ...result });
}

/** A turn's signal stands for the turn: its diff goes when the turn does. */
const diffs = new WeakMap<AbortSignal, TurnDiff>();

function diffOf(turn: AbortSignal): TurnDiff {
  const known = diffs.get(turn) ?? new TurnDiff();
  diffs.set(turn, known);
  return known;
}
