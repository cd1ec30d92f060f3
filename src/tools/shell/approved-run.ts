import { isAbsolute, resolve } from 'node:path';
import type { ToolContext, ToolResult } from '../../core/ports/index.js';
import { isAccepted } from '../../domain/approval.js';
import type { CommandExecution } from '../../domain/item.js';
import { limitsReading, mayAsk } from '../../domain/policies.js';
import { shownPath, shownText } from '../../os/shown-text.js';
import { SandboxUnavailable } from '../../process/unavailable.js';
import { type PatchDependencies, runPatch } from '../patch/run-patch.js';
import type { PermissionSet } from '../permissions/permission-set.js';
import type { TurnPermissions } from '../permissions/turn-permissions.js';
import type { CommandRules } from '../rules/command-rules.js';
import type { CommandReader } from '../shell-words/index.js';
import { completed } from './command-events.js';
import { decide } from './decide.js';
import type { GuardedGit } from './guarded-git.js';

const IMPLICIT_PATCH =
  'apply_patch verification failed: patch detected without explicit call to apply_patch. Rerun as ["apply_patch", "<patch>"]';
const REJECTED_BY_USER = 'exec command rejected by user';

/** A command that the model wants to run. */
export interface CommandCall {
  readonly callId: string;
  readonly argv: readonly string[];
  /** The same for reading: `bash -lc` replaces each shell that reads scripts in the same way. */
  readonly readable: readonly string[];
  /** Absolute, joined as the model wrote it. */
  readonly cwd: string;
  readonly escalated: boolean;
  /** Permissions that this command alone gets, and only with an approval. */
  readonly extra?: PermissionSet | undefined;
  readonly justification: string | undefined;
}

export interface Limits {
  readonly sandboxed: boolean;
  readonly readOnly: boolean;
  /** Beside what the policy allows. */
  readonly extra?: PermissionSet | undefined;
  /** Runs instead of the command. */
  readonly git?: GuardedGit | undefined;
}

const UNLIMITED: Limits = { sandboxed: false, readOnly: false };

/** One execution of a command, as far as its tool waits for it. */
export interface Attempt {
  readonly result: ToolResult;
  /** It has failed, and the sandbox may be the reason: the item with the result, and the text for users. */
  readonly failure?: { readonly item: CommandExecution; readonly text: string } | undefined;
}

/** What differs between the tools that run commands. */
export interface Way {
  /** Additional members of the item when the command begins without an approval. */
  readonly started?: Partial<CommandExecution> | undefined;
  /** Rejects with `SandboxUnavailable` when the limits want a sandbox and none can be had. */
  execute(item: CommandExecution, limits: Limits): Promise<Attempt>;
  /** The command in a form that needs no sandbox; undefined where there is none. */
  guard(): Promise<GuardedGit | undefined>;
}

export interface RunDependencies {
  readonly reading: CommandReader;
  readonly rules: CommandRules;
  readonly patch: PatchDependencies;
  readonly permissions: TurnPermissions;
}

/** Runs a command of the model, after an approval where the policies want one (C85, C97). A command that is a patch is applied as one. */
export async function runWithApproval(
  call: CommandCall,
  context: ToolContext,
  { reading, rules, patch, permissions }: RunDependencies,
  way: Way,
): Promise<string | ToolResult> {
  const { callId, argv, readable, cwd, extra } = call;
  const { settings, grants } = context;
  const found = await reading.findPatchCall(readable);
  if (found === 'implicit') return IMPLICIT_PATCH;
  if (found) return runPatch({ callId, patch: found.patch, cwd: resolve(cwd, found.cwd ?? '.') }, context, patch);
  const parts = await reading.ruleParts(readable);
  const verdict = rules.verdict(parts);
  const warning = rules.takeWarning();
  if (warning !== undefined) context.emit({ type: 'note', message: warning });
  const shownExtra = extra?.inForce();
  // No word of a command line holds a zero character.
  const approvable = shownExtra ? [...argv, `\0${JSON.stringify(shownExtra)}`] : argv;
  const decision = decide({
    rule: verdict?.decision,
    ruleReason: verdict?.justification,
    approvalPolicy: settings.approvalPolicy,
    sandbox: settings.sandboxPolicy.mode,
    escalated: call.escalated,
    approvedBefore: grants.allowsCommand(approvable, cwd),
    extra: extra !== undefined,
    strict: permissions.strict,
    dangerous: await reading.isDangerous(readable),
    safe: await safetyOf(readable, reading),
  });
  if (decision.act === 'reject') return `exec command rejected: "${decision.reason}"`;
  // This form is only shown to the user. The words of the model are run and remembered.
  const command = argv.map(shownText);
  const shownCwd = shownPath(cwd);
  const item: CommandExecution = {
    type: 'command-execution',
    id: callId,
    callId,
    startedAt: context.now(),
    completedAt: null,
    command,
    cwd: shownCwd,
    source: 'agent',
    processId: null,
    actions: await reading.describeCommand(readable.map(shownText)),
    status: 'in-progress',
    ...(decision.act === 'ask' ? {} : way.started),
  };
  const approve = async (reason: string | undefined): Promise<boolean> => {
    // A rule would let the command run without the sandbox, which is more than it asks for.
    const rule = verdict === undefined && !extra ? rules.proposal(parts) : undefined;
    const request = { kind: 'command', callId, command, cwd: shownCwd, reason, rule, permissions: shownExtra } as const;
    const decided = await context.requestApproval(item.id, request);
    if (decided === 'accept-for-session' || decided === 'accept-by-rule') grants.allowCommand(approvable, cwd);
    const problem = decided === 'accept-by-rule' && rule !== undefined ? await rules.keep(rule) : undefined;
    if (problem !== undefined)
      context.emit({ type: 'note', message: `The rule was not kept, and counts for this thread alone: ${problem}` });
    return isAccepted(decided);
  };
  const declined = (): ToolResult => ({ output: REJECTED_BY_USER, events: [completed(item, 'declined', context)] });
  const unavailable = (reason: string): ToolResult => {
    const output = `exec command rejected: "no sandbox is available here: ${reason}"`;
    return { output, events: [completed(item, 'failed', context)] };
  };
  const needsSandbox = limitsReading(settings.sandboxPolicy);
  const runFreely = async (): Promise<ToolResult> => {
    try {
      return (await way.execute(item, UNLIMITED)).result;
    } catch (e) {
      if (e instanceof SandboxUnavailable) return unavailable(e.reason);
      throw e;
    }
  };

  context.emit({ type: 'item-started', item });
  if (decision.act === 'ask') {
    const approved = await approve(decision.reason ?? (call.justification && shownText(call.justification)));
    if (!approved) return declined();
    if (!decision.sandboxed) return runFreely();
  }
  const limits: Limits = decision.act === 'ask' ? { sandboxed: true, readOnly: false, extra } : { ...decision, extra };
  let attempt: Attempt;
  try {
    attempt = await way.execute(item, limits);
  } catch (e) {
    if (!(e instanceof SandboxUnavailable)) throw e;
    // No approval makes an unreadable path readable.
    if (needsSandbox) return unavailable(e.reason);
    const git = settings.approvalPolicy === 'untrusted' ? await way.guard() : undefined;
    if (git) return (await way.execute(item, { ...UNLIMITED, git })).result;
    // Never without the sandbox that the policy wants, unless the user approves it.
    if (!mayAsk(settings.approvalPolicy, 'sandbox_approval')) return unavailable(e.reason);
    const reason = `no sandbox is available here (${e.reason}); run without one?`;
    return (await approve(reason)) ? runFreely() : declined();
  }
  const { failure, result } = attempt;
  if (decision.act === 'ask' || !decision.approvalOnFailure || !failure) return result;
  context.emit({ type: 'execution-ended', item: failure.item });
  context.emit({ type: 'note', message: `Execution failed: ${failure.text}` });
  if (!(await approve('command failed; retry without sandbox?'))) return declined();
  context.emit({ type: 'note', message: 'retrying command without sandbox' });
  return runFreely();
}

/** Where the command is known to only read: anywhere, or only in a sandbox that allows no writing. */
async function safetyOf(argv: readonly string[], reading: CommandReader): Promise<'anywhere' | 'in-sandbox' | false> {
  if (await reading.isKnownSafe(argv, { sandboxed: false })) return 'anywhere';
  return (await reading.isKnownSafe(argv, { sandboxed: true })) && 'in-sandbox';
}

/** Joined as it stands, like the reference: the user sees what the model wrote. */
export function folderOf(workdir: string | undefined, cwd: string): string {
  if (workdir === undefined || workdir === '') return cwd;
  return isAbsolute(workdir) ? workdir : `${cwd}/${workdir}`;
}
