import type { HookOutcome } from '../core/ports/index.js';
import type { HookEntry } from '../domain/hook.js';
import { looksLikeJson, type RunEvent, readOutput, type Said } from './output.js';

/** How a program ended. */
export type Ending =
  | { readonly kind: 'error'; readonly message: string }
  /** `exitCode` is null for one that a signal has ended. */
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

export type Verdict = Omit<HookOutcome, 'durationMs'>;

/** The meaning of the end of a program (C491): only a well-formed refusal stops the action. */
export function verdictOf(event: RunEvent, ending: Ending): Verdict {
  if (ending.kind === 'error') return failed(ending.message);
  const { exitCode, stdout, stderr } = ending;
  if (event === 'SessionEnd') return endOfSession(exitCode, stderr.trim());
  if (exitCode === null) return failed('hook exited without a status code');
  if (exitCode === 2 && event !== 'SessionStart' && event !== 'Interrupt') {
    const reason = stderr.trim();
    return isNoted(event) ? failed(reason || 'hook exited with code 2') : refusedByExit(event, reason);
  }
  if (exitCode !== 0) return failed(`hook exited with code ${exitCode}`);
  const text = stdout.trim();
  if (text === '') return completed([]);
  const said = readOutput(event, text);
  if (said) return verdictOfWords(event, said);
  if (looksLikeJson(text) || event === 'Stop') return failed(`hook returned invalid ${NAMES[event]} JSON output`);
  if (event === 'Interrupt') return failed('Interrupt hook returned non-JSON stdout');
  return TAKES_TEXT.has(event) ? withContext(completed([]), text) : completed([]);
}

/** Nothing can be said at the end of a session: stdout is not read. */
function endOfSession(exitCode: number | null, reason: string): Verdict {
  if (exitCode === null) return failed('hook process terminated without an exit code');
  return exitCode === 0 ? completed([]) : failed(reason || `hook exited with code ${exitCode}`);
}

const NAMES: Record<RunEvent, string> = {
  SessionStart: 'session start',
  UserPromptSubmit: 'user prompt submit',
  PreToolUse: 'pre-tool-use',
  PermissionRequest: 'permission-request',
  PostToolUse: 'post-tool-use',
  PreCompact: 'pre-compact',
  PostCompact: 'post-compact',
  Stop: 'stop hook',
  Interrupt: 'interrupt hook',
  SessionEnd: 'session end',
};

/** Events whose plain output is shown to the model. */
const TAKES_TEXT: ReadonlySet<RunEvent> = new Set(['SessionStart', 'UserPromptSubmit']);

/** These cannot be refused. Those of a compaction can end the turn. */
type NotedEvent = 'PreCompact' | 'PostCompact' | 'Interrupt' | 'SessionEnd';
const NOTED: readonly string[] = ['PreCompact', 'PostCompact', 'Interrupt', 'SessionEnd'] satisfies NotedEvent[];
const isNoted = (event: RunEvent): event is NotedEvent => NOTED.includes(event);

type RefusingEvent = Exclude<RunEvent, 'SessionStart' | NotedEvent>;

/** What a program that exits with 2 must say, and where. */
const REASONS: Record<RefusingEvent, string> = {
  UserPromptSubmit: 'a blocking reason',
  PreToolUse: 'a blocking reason',
  PermissionRequest: 'a denial reason',
  PostToolUse: 'feedback',
  Stop: 'a continuation prompt',
};

function refusedByExit(event: RefusingEvent, reason: string): Verdict {
  if (reason === '') return failed(`${event} hook exited with code 2 but did not write ${REASONS[event]} to stderr`);
  // An action that has already happened cannot be refused.
  if (event === 'PostToolUse') return { ...completed([feedback(reason)]), feedback: reason };
  return refused(event, reason);
}

function refused(event: RunEvent, reason: string): Verdict {
  const base = { status: 'blocked', entries: [feedback(reason)], contexts: [], feedback: reason } as const;
  return event === 'PermissionRequest' ? { ...base, permission: 'deny' } : base;
}

function verdictOfWords(event: RunEvent, said: Said): Verdict {
  const { systemMessage, hookSpecificOutput: specific } = said;
  const warnings: HookEntry[] = systemMessage ? [{ kind: 'warning', text: systemMessage }] : [];
  const { problem, ...verdict } = decided(event, said);
  if (problem !== undefined) return { ...failed(problem), entries: [...warnings, ...failed(problem).entries] };
  const context = specific?.additionalContext;
  const shown = context ? withContext(completed([]), context) : completed([]);
  return { ...verdict, entries: [...warnings, ...shown.entries, ...verdict.entries], contexts: shown.contexts };
}

type Decided = Verdict & { readonly problem?: string };

function decided(event: RunEvent, said: Said): Decided {
  switch (event) {
    case 'PreToolUse':
      return decidedBeforeTool(said);
    case 'PermissionRequest':
      return decidedPermission(said);
    case 'SessionStart':
    case 'PreCompact':
    case 'PostCompact':
      return said.continue ? completed([]) : stopped(said.stopReason);
    case 'Interrupt':
    case 'SessionEnd':
      return completed([]); // it has ended already
    default:
      return decidedByBlock(event, said);
  }
}

function decidedByBlock(event: 'UserPromptSubmit' | 'PostToolUse' | 'Stop', said: Said): Decided {
  const reason = said.reason?.trim() ?? '';
  if (event === 'PostToolUse' && said.suppressOutput) return unsupported(event, 'suppressOutput');
  if (!said.continue) {
    if (event !== 'PostToolUse') return stopped(said.stopReason);
    const text = said.stopReason ?? 'PostToolUse hook stopped execution';
    return { ...stopped(text), feedback: reason === '' ? text : reason };
  }
  if (said.decision === 'block') {
    return reason === ''
      ? wrong(`${event} hook returned decision:block without a non-empty reason`)
      : refused(event, reason);
  }
  if (event === 'PostToolUse' && said.reason != null) return wrong(`${event} hook returned reason without decision`);
  return completed([]);
}

function decidedBeforeTool(said: Said): Decided {
  const event = 'PreToolUse';
  const odd = oddCommon(said);
  if (odd !== undefined) return unsupported(event, odd);
  const { permissionDecision, permissionDecisionReason, updatedInput } = said.hookSpecificOutput ?? {};
  if (permissionDecision == null && permissionDecisionReason == null && updatedInput == null) {
    if (said.decision === 'approve') return unsupported(event, 'decision:approve');
    const reason = said.reason?.trim() ?? '';
    if (said.decision !== 'block')
      return said.reason == null ? completed([]) : wrong(`${event} hook returned reason without decision`);
    return reason === ''
      ? wrong(`${event} hook returned decision:block without a non-empty reason`)
      : refused(event, reason);
  }
  if (updatedInput != null && permissionDecision !== 'allow')
    return wrong(`${event} hook returned updatedInput without permissionDecision:allow`);
  switch (permissionDecision) {
    case 'allow':
      return updatedInput == null ? unsupported(event, 'permissionDecision:allow') : { ...completed([]), updatedInput };
    case 'ask':
      return unsupported(event, 'permissionDecision:ask');
    case 'deny': {
      const reason = permissionDecisionReason?.trim() ?? '';
      return reason === ''
        ? wrong(`${event} hook returned permissionDecision:deny without a non-empty permissionDecisionReason`)
        : refused(event, reason);
    }
    default:
      return wrong(`${event} hook returned permissionDecisionReason without permissionDecision`);
  }
}

function decidedPermission(said: Said): Decided {
  const event = 'PermissionRequest';
  const odd = oddCommon(said);
  if (odd !== undefined) return unsupported(event, odd);
  const decision = said.hookSpecificOutput?.decision;
  if (decision == null) return completed([]);
  if (decision.updatedInput != null) return unsupported(event, 'updatedInput');
  if (decision.updatedPermissions != null) return unsupported(event, 'updatedPermissions');
  if (decision.interrupt) return unsupported(event, 'interrupt:true');
  if (decision.behavior === 'allow') return { ...completed([]), permission: 'allow' };
  return refused(event, decision.message?.trim() || 'PermissionRequest hook denied approval');
}

const oddCommon = ({ continue: goesOn, stopReason, suppressOutput }: Said): string | undefined => {
  if (!goesOn) return 'continue:false';
  if (stopReason != null) return 'stopReason';
  return suppressOutput ? 'suppressOutput' : undefined;
};

const unsupported = (event: RunEvent, what: string): Decided => wrong(`${event} hook returned unsupported ${what}`);
const wrong = (problem: string): Decided => ({ ...completed([]), problem });

const feedback = (text: string): HookEntry => ({ kind: 'feedback', text });

const completed = (entries: readonly HookEntry[]): Verdict => ({ status: 'completed', entries, contexts: [] });

const failed = (text: string): Verdict => ({ status: 'failed', entries: [{ kind: 'error', text }], contexts: [] });

const stopped = (reason: string | null | undefined): Verdict => ({
  status: 'stopped',
  entries: reason == null ? [] : [{ kind: 'stop', text: reason }],
  contexts: [],
});

const withContext = (verdict: Verdict, text: string): Verdict => ({
  ...verdict,
  entries: [...verdict.entries, { kind: 'context', text }],
  contexts: [...verdict.contexts, text],
});
