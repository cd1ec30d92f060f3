import { dirname } from 'node:path';
import type { ToolContext } from '../../core/ports/index.js';
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

export interface PatchDependencies {
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface PatchCall {
  readonly callId: string;
  readonly patch: string;
  /** Absolute: paths of the patch start here. */
  readonly cwd: string;
}

const REJECTED_BY_USER = 'patch rejected by user';

/** Applies a patch in process, all of it or nothing, asking the person first where the policies say so (C90, C101). */
export async function runPatch(
  call: PatchCall,
  context: ToolContext,
  dependencies: PatchDependencies,
): Promise<string> {
  const { settings } = context;
  const plan = await planOf(call);
  if (typeof plan === 'string') return plan;
  const changes = fileChanges(plan);
  const outside = await pathsOutside(plan, context, dependencies);
  const decision = decidePatch(settings.approvalPolicy, outside.length === 0);
  if (decision === 'reject') {
    return 'patch rejected: writing outside of the project; rejected by user approval settings';
  }
  if (decision === 'ask') {
    const grantRoot = outside.length > 0 ? commonFolder(outside) : undefined;
    const reason = grantRoot === undefined ? undefined : `it writes outside of the workspace, below ${grantRoot}`;
    const answer = await context.ask({ kind: 'patch', callId: call.callId, changes, reason, grantRoot });
    if (answer === 'denied') return REJECTED_BY_USER;
    if (answer === 'approved_for_session' && grantRoot !== undefined) context.approved.add(rootKey(grantRoot));
  }
  const applying = { call, plan, changes, context };
  if (decision !== 'fail-and-ask') return apply(applying, decision === 'apply');
  // As if a sandbox had stopped it: told as a failure, then asked for like a command that failed.
  const failure = `the sandbox does not let it write ${outside.join(', ')}`;
  begin(applying, true);
  end(applying, { stderr: failure, success: false, stdout: '' });
  context.emit({ type: 'note', message: `Execution failed: ${failure}` });
  const command = ['apply_patch', call.patch];
  const reason = 'command failed; retry without sandbox?';
  const answer = await context.ask({ kind: 'command', callId: call.callId, command, cwd: call.cwd, reason });
  if (answer === 'denied') return REJECTED_BY_USER;
  context.emit({ type: 'note', message: 'retrying command without sandbox' });
  return apply(applying, false);
}

async function planOf({ patch, cwd }: PatchCall): Promise<Plan | string> {
  try {
    return await planPatch(parsePatch(patch), { cwd, files: disk });
  } catch (e) {
    if (!(e instanceof PatchError)) throw e;
    return e.kind === 'empty' ? `patch rejected: ${e.message}` : `apply_patch verification failed: ${e.message}`;
  }
}

/** The files that the policy does not let a command write, and that the person has not granted either. */
async function pathsOutside(
  plan: Plan,
  context: ToolContext,
  { codexHome, env }: PatchDependencies,
): Promise<string[]> {
  const { sandboxPolicy, cwd } = context.settings;
  const rules = await writeRules(sandboxPolicy, { policyCwd: cwd, env, codexHome });
  const writable = await Promise.all(plan.paths.map((path) => canWrite(path, rules)));
  return plan.paths.filter((path, i) => !writable[i] && !isGranted(path, context.approved));
}

const rootKey = (folder: string): string => `writes below ${folder}`;

function isGranted(path: string, approved: ReadonlySet<string>): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (approved.has(rootKey(folder))) return true;
    if (dirname(folder) === folder) return false;
  }
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] as string);
  while (!paths.every((path) => path.startsWith(folder === '/' ? folder : `${folder}/`))) folder = dirname(folder);
  return folder;
}

interface Applying {
  readonly call: PatchCall;
  readonly plan: Plan;
  readonly changes: ReturnType<typeof fileChanges>;
  readonly context: ToolContext;
}

async function apply(applying: Applying, autoApproved: boolean): Promise<string> {
  const { plan, context } = applying;
  const started = performance.now();
  const diff = diffOf(context.signal);
  begin(applying, autoApproved);
  let text = summary(plan);
  let success = true;
  try {
    await commitPlan(plan);
    diff.before(plan);
    diff.applied(plan);
  } catch (e) {
    if (!(e instanceof PatchError)) throw e;
    // What somebody else has written meanwhile is no part of the turn's diff; what a failed write may leave behind is.
    if (e.kind !== 'stale') diff.before(plan);
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
