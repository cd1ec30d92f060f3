import type { Failure } from '../../protocol/errors.js';
import type { PersistedEvent } from '../../protocol/rollout/events.js';
import type { ParsedCommand } from '../../protocol/rollout/exec-events.js';
import type { McpInvocation, McpToolCallEndEvent } from '../../protocol/rollout/mcp-events.js';
import type { FileChange } from '../../protocol/rollout/patch-events.js';
import type { OpenQuestion } from './conversation/approvals.js';

export interface PlanStep {
  step: string;
  status: 'pending' | 'in_progress' | 'completed';
}

/**
 * What happens in a conversation, in the core's own words. Persisted events are records already: `recorded` carries them as
 * they stand in the rollout, so a history and the live stream show the same thing. The rest exists live only.
 */
export type CoreEvent =
  | { type: 'recorded'; event: PersistedEvent }
  | { type: 'turn-started'; contextWindow: number | null }
  | { type: 'turn-ended'; lastMessage: string | null }
  | { type: 'text-delta'; text: string }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'reasoning-content-delta'; text: string }
  | { type: 'reasoning-section' }
  | { type: 'web-search-started'; callId: string }
  | { type: 'web-search-ended'; callId: string; query: string }
  | { type: 'plan-updated'; explanation: string | null; plan: PlanStep[] }
  | { type: 'command-started'; callId: string; command: readonly string[]; cwd: string; parsed: ParsedCommand[] }
  | { type: 'command-output'; callId: string; stream: 'stdout' | 'stderr'; chunk: Buffer }
  | CommandEnded
  | { type: 'patch-started'; callId: string; autoApproved: boolean; changes: Record<string, FileChange> }
  | { type: 'patch-ended'; callId: string; stdout: string; stderr: string; success: boolean }
  | { type: 'mcp-call-started'; callId: string; invocation: McpInvocation }
  | {
      type: 'mcp-call-ended';
      callId: string;
      invocation: McpInvocation;
      durationMs: number;
      result: McpToolCallEndEvent['result'];
    }
  /** All that the patches of the turn have changed so far, in git's form. */
  | { type: 'turn-diff'; unifiedDiff: string }
  | { type: 'image-viewed'; callId: string; path: string }
  | { type: 'asked'; open: OpenQuestion }
  /** A remark on what goes on, for people. */
  | { type: 'note'; message: string }
  /** The history is being replaced by a summary; `tokens` is its size before, as far as the model has told. */
  | {
      type: 'compaction';
      state: 'started' | 'finished' | 'failed';
      reason: 'limit' | 'request';
      tokens: number | null;
    }
  /** The model's answer broke off or never came, and it is asked again. */
  | { type: 'retrying'; message: string }
  /** `cause` is for programs. */
  | { type: 'failed'; message: string; cause?: Failure | undefined }
  /** Something that people should know, apart from what goes on in the turn. */
  | { type: 'warned'; message: string }
  /** Somebody had removed the log; it has been written again. */
  | { type: 'log-restored'; path: string }
  | { type: 'closed' };

export interface CommandEnded {
  type: 'command-ended';
  callId: string;
  stdout: string;
  stderr: string;
  aggregated: string;
  /** As the model reads it. */
  formatted: string;
  exitCode: number;
  durationMs: number;
}

/** An event with the submission that caused it: a decimal number, or empty for the conversation itself. */
export interface Emitted {
  readonly submission: string;
  readonly event: CoreEvent;
}

/** What a later event repeats whole may be given up when nobody listens for long. */
export function isRepeated(event: CoreEvent): boolean {
  return isDelta(event) || event.type === 'command-output';
}

/** A piece of a text; the finished item has the whole of it. */
export function isDelta(event: CoreEvent): event is Extract<CoreEvent, { text: string }> {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'reasoning-content-delta';
}
