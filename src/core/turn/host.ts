import type { ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { AnswerTo, ClientRequestBody } from '../../domain/client-request.js';
import type { EventBody, TurnStarted } from '../../domain/events.js';
import type { UserMessage } from '../../domain/item.js';
import type { ConversationRecord, QueuedInput } from '../../domain/record.js';
import type { Grants, TurnTools } from '../ports/index.js';
import type { TurnContext } from './context.js';
import type { HookAccess } from './turn-hooks.js';

/** How a turn ends. */
export interface TurnEnd {
  readonly records: readonly ConversationRecord[];
  /** They are shown only if the records are stored. */
  readonly events: readonly EventBody[];
  /** They are shown in any case, behind an error of the store if there is one. */
  readonly ended: readonly EventBody[];
  /** Called when the records cannot be stored. */
  lost(): void;
}

/** What a turn may touch of its conversation, beside what its parts share. */
export interface TurnHost extends Omit<TurnContext, 'signal' | 'commit' | 'turnId' | 'outputSchema'> {
  readonly tools: TurnTools;
  readonly grants: Grants;
  readonly hooks: HookAccess;
  /** Tokens from which on the history is summed up; null: never. */
  readonly compactLimit: number | null;
  /** The operation that events of the next compaction are caused by. */
  nextCompaction(): string;
  /** As that of `TurnContext`, whether or not the turn has ended. `operation` is the turn's own unless another is given. */
  commit(
    records: readonly ConversationRecord[],
    events: readonly EventBody[],
    operation?: string,
  ): void | Promise<void>;
  conclude(end: TurnEnd): void | Promise<void>;
  /** For what outlives the turn; never throws. */
  emitLate(event: EventBody): void;
  /** Accepted messages that no request has carried. */
  readonly queue: QueuedInput[];
  requestApproval(itemId: string, request: ApprovalRequest): Promise<ApprovalDecision>;
  /** Null without an answer; rejects when the turn ends first. */
  requestInput<R extends ClientRequestBody>(
    itemId: string,
    request: R,
    withdrawn?: AbortSignal,
  ): Promise<AnswerTo<R> | null>;
  /** Ends this turn as an interrupt does. */
  interrupt(): void;
  /** Runs the user's program after a turn that has completed. */
  notify(said: readonly string[], lastMessage: string | null): void;
}

/** What a turn is begun for: an answer to messages that are stored already, or nothing but to sum the history up. */
export type TurnTask = { readonly started: TurnStarted } & (
  | {
      readonly kind: 'answer';
      readonly messages: readonly UserMessage[];
      readonly notes: readonly string[];
      readonly outputSchema?: unknown;
    }
  | { readonly kind: 'compact' }
);
