import type { ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { AnswerTo, ClientRequestBody } from '../../domain/client-request.js';
import type { EventBody, TurnStarted } from '../../domain/events.js';
import type { UserMessage } from '../../domain/item.js';
import type { ConversationRecord, QueuedInput } from '../../domain/record.js';
import type { TurnGoal } from '../goal/turn-goal.js';
import type { Grants, TurnTools, UserCommand } from '../ports/index.js';
import type { TurnContext } from './context.js';
import type { HookAccess } from './turn-hooks.js';

/** How a turn ends. */
export interface TurnEnd {
  readonly records: readonly ConversationRecord[];
  /** They are shown only if the records are stored. */
  readonly events: readonly EventBody[];
  /** They are shown in any case, after an error of the store if there is one. */
  readonly ended: readonly EventBody[];
  /** Called when the records cannot be stored. */
  lost(): void;
}

/** The parts of a conversation that a turn may use, besides its `TurnContext`. */
export interface TurnHost extends Omit<TurnContext, 'signal' | 'commit' | 'turnId' | 'outputSchema' | 'serviceTier'> {
  readonly tools: TurnTools;
  readonly grants: Grants;
  readonly hooks: HookAccess;
  readonly goal: TurnGoal;
  /** The history is summarised when it has more tokens than this; null: never. */
  readonly compactLimit: number | null;
  /** The operation in the events of the next compaction. */
  nextCompaction(): string;
  /** Like `commit` of `TurnContext`, but also after the end of the turn. `operation`: default is that of the turn. */
  commit(
    records: readonly ConversationRecord[],
    events: readonly EventBody[],
    operation?: string,
  ): void | Promise<void>;
  conclude(end: TurnEnd): void | Promise<void>;
  /** For commands that outlive the turn; never throws. */
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

/** A command that the user wants to run. */
export type WantedCommand = Omit<UserCommand, 'itemId'>;

/** What is to be reviewed. */
export interface Review {
  /** The task of the reviewer. */
  readonly prompt: string;
  /** The same for users, in short. */
  readonly hint: string;
}

/** The purpose of a turn: to answer messages that are already stored, only to summarise the history, to run a command of the user, or to review code. */
export type TurnTask = { readonly started: TurnStarted } & (
  | {
      readonly kind: 'answer';
      readonly messages: readonly UserMessage[];
      readonly notes: readonly string[];
      /** Further messages wait in the queue until hooks have seen them. */
      readonly held?: boolean;
      /** No request began the turn: it works for the goal. */
      readonly isAutomatic?: boolean;
      readonly outputSchema?: unknown;
      /** Used instead of the value in the settings. */
      readonly serviceTier?: string | undefined;
    }
  | { readonly kind: 'compact' }
  | { readonly kind: 'shell'; readonly command: WantedCommand }
  | { readonly kind: 'review'; readonly review: Review }
);
