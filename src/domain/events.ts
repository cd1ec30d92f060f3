import type { Failure } from '../../protocol/errors.js';
import type { Approval, ApprovalDecision } from './approval.js';
import type { ClientRequest } from './client-request.js';
import type { Goal } from './goal.js';
import type { HookRun } from './hook.js';
import type { ActionItem, Item } from './item.js';
import type { SettingsInForce } from './settings-in-force.js';
import type { UsageSnapshot } from './token-usage.js';
import type { TurnFailure } from './turn-state.js';

export interface PlanStep {
  step: string;
  status: 'pending' | 'in_progress' | 'completed';
}

export type TurnStatus = 'completed' | 'interrupted' | 'failed';

/** One thing that happened in a conversation. Plain data: no functions, no signals. */
export type EventBody =
  | TurnStarted
  | TurnEnded
  | { readonly type: 'item-started'; readonly item: Item }
  | { readonly type: 'item-completed'; readonly item: Item }
  | TextDelta
  /** The deltas that follow belong to another passage of the summary. */
  | { readonly type: 'summary-part-started'; readonly itemId: string }
  /**
   * The action of an item begins to run, after its approval where one was needed. An action that failed in the sandbox may run a second time, so an item can
   * have two executions.
   */
  | { readonly type: 'execution-started'; readonly item: ActionItem }
  | { readonly type: 'execution-ended'; readonly item: ActionItem }
  | OutputDelta
  | { readonly type: 'approval-requested'; readonly approval: Approval }
  /** `decision` is null when the turn ended first. */
  | { readonly type: 'approval-resolved'; readonly approvalId: string; readonly decision: ApprovalDecision | null }
  /** A client is asked for input, not only for a decision. */
  | { readonly type: 'input-requested'; readonly request: ClientRequest }
  /** It no longer needs an answer: it was answered, no client can answer it, or the turn has ended. */
  | { readonly type: 'input-resolved'; readonly requestId: string }
  | TerminalInteraction
  /** The settings of later turns have changed. */
  | { readonly type: 'settings-changed'; readonly settings: SettingsInForce }
  /** Null: there is no goal any more. */
  | { readonly type: 'goal-changed'; readonly goal: Goal | null }
  /** Other messages wait for a turn of their own, or in another order. */
  | { readonly type: 'queue-changed' }
  | { readonly type: 'plan-updated'; readonly explanation: string | null; readonly plan: PlanStep[] }
  /** All changes by the patches of the turn so far, as a git diff. */
  | { readonly type: 'diff-updated'; readonly unifiedDiff: string }
  | { readonly type: 'usage-updated'; readonly usage: UsageSnapshot }
  /** A remark for users about the present work. */
  | { readonly type: 'note'; readonly message: string }
  /** Something failed. `cause` is the same for programs; with `willRetry` the request is sent again. */
  | {
      readonly type: 'error';
      readonly message: string;
      readonly cause?: Failure | undefined;
      readonly willRetry: boolean;
      /** The turn fails with it; its end follows. */
      readonly endsTurn?: boolean | undefined;
    }
  /** The start-up state of an MCP server has changed. `again`: it failed before, and users know that. */
  | {
      readonly type: 'mcp-start';
      readonly server: string;
      readonly status: 'starting' | 'ready' | 'failed';
      /** The reason; null unless it has failed. */
      readonly message: string | null;
      /** The server no longer takes the user's sign-in. */
      readonly wantsNewSignIn: boolean;
      readonly again: boolean;
    }
  /** A hook of the user starts, and ends. */
  | { readonly type: 'hook-started' | 'hook-completed'; readonly run: HookRun }
  /** Something that users should know and that is not part of the turn. */
  | { readonly type: 'warning'; readonly message: string; readonly cause?: Failure | undefined }
  /** `isIdle`: no client had it, and nothing happened. */
  | { readonly type: 'closed'; readonly isIdle?: boolean | undefined };

export interface TurnStarted {
  readonly type: 'turn-started';
  readonly contextWindow: number | null;
  readonly startedAt: number;
}

/** Times are milliseconds since the epoch; null when the rollout does not contain them. */
export interface TurnEnded {
  readonly type: 'turn-ended';
  readonly status: TurnStatus;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** Set for a failed turn; an `error` event with it came before. */
  readonly error: TurnFailure | null;
  /** The last message of the agent. */
  readonly lastMessage: string | null;
  /** Why a turn was interrupted; `interrupted` when the reason is unknown. */
  readonly reason?: 'interrupted' | 'replaced' | 'review_ended' | undefined;
}

export interface TextDelta {
  readonly type: 'text-delta';
  readonly itemId: string;
  readonly part: 'message' | 'summary' | 'content' | 'plan';
  readonly text: string;
}

export interface OutputDelta {
  readonly type: 'output-delta';
  readonly itemId: string;
  readonly callId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly chunk: Buffer;
}

/** The model has written to a running command, or has only read its output; then `stdin` is empty. */
export interface TerminalInteraction {
  readonly type: 'terminal-interaction';
  readonly itemId: string;
  readonly callId: string;
  readonly processId: string;
  readonly stdin: string;
}

/** What caused an event. */
export interface Origin {
  /** Null outside of a turn. */
  readonly turnId: string | null;
  /** The operation that caused it: a decimal number for one of a client, a word for one of the server, or empty for the conversation itself. */
  readonly operation: string;
}

export type ConversationEvent = Origin & {
  /** Starts at 1 and grows by one with each event of a loaded conversation. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: EventBody;
};

/** An event that the rollout keeps, so that a history shows it again. */
export type PersistedEvent =
  | TurnStarted
  | { readonly type: 'item-completed'; readonly item: Item }
  | { readonly type: 'usage-updated'; readonly usage: UsageSnapshot }
  | TurnEnded;

export function isPersisted(body: EventBody): body is PersistedEvent {
  switch (body.type) {
    case 'turn-started':
    case 'item-completed':
    case 'usage-updated':
    case 'turn-ended':
      return true;
    default:
      return false;
  }
}

/** Items that the history of v1 shows again. */
const SHOWN_AGAIN: ReadonlySet<Item['type']> = new Set([
  'user-message',
  'agent-message',
  'reasoning',
  'context-compaction',
  'entered-review',
  'exited-review',
]);

/** Whether the v1 history contains it. A client that joins a running turn has it from there, and must not get it a second time. */
export function isShownAgain(body: EventBody): body is PersistedEvent {
  switch (body.type) {
    case 'item-completed':
      if ('cutOff' in body.item && body.item.cutOff) return false;
      return SHOWN_AGAIN.has(body.item.type) && !('status' in body.item && body.item.status === 'failed');
    case 'usage-updated':
      return true;
    case 'turn-ended':
      return body.status === 'interrupted';
    default:
      return false;
  }
}

/** A piece of a text that the completed item repeats. It is dropped first when many events wait for a subscriber. */
export function isDelta(body: EventBody): body is TextDelta | OutputDelta {
  return body.type === 'text-delta' || body.type === 'output-delta';
}
