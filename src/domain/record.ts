import type { ConversationSource } from './conversation-source.js';
import type { DynamicTool } from './dynamic-tool.js';
import type { PersistedEvent } from './events.js';
import type { GoalRecord } from './goal.js';
import type { HistoryItem, MessageItem } from './history-item.js';
import type { UserContent, UserMessage } from './item.js';
import type { ApprovalPolicy, ReasoningEffort, ReasoningSummary, SandboxPolicy } from './policies.js';

/** One entry of a rollout, in order. A record that the store cannot read is `unknown` and stays unchanged in the store. */
export type ConversationRecord =
  /** An item that the model gets from now on. `queuedAs` names the queued input that becomes this message. */
  | { readonly type: 'history'; readonly item: HistoryItem; readonly queuedAs?: string | undefined }
  | { readonly type: 'event'; readonly event: PersistedEvent; readonly turnId: string | null }
  | { readonly type: 'sampling'; readonly settings: SamplingSettings; readonly turnId: string | null }
  /** The history up to here was replaced by this summary, or by these items if a program has stored them. */
  | {
      readonly type: 'compaction';
      readonly summary: string;
      readonly replacement?: readonly HistoryItem[] | undefined;
    }
  | QueuedInput
  | GoalRecord
  /** The last `turns` turns before it no longer count. */
  | { readonly type: 'rolled-back'; readonly turns: number }
  | { readonly type: 'unknown' };

/** A user message that was accepted while a turn was running. It is on disk before its request is answered, and joins the history later. */
export interface QueuedInput {
  readonly type: 'queued-input';
  readonly id: string;
  readonly item: MessageItem;
  readonly message: UserMessage;
  /** The messages that follow it for the model: the skills that it names. */
  readonly skills?: readonly MessageItem[] | undefined;
  /** The turn that was running. */
  readonly turnId: string | null;
}

/** A message of the user that waits in the queue of a conversation. Its turn begins when no other turn runs. */
export interface Submission {
  readonly id: string;
  readonly content: readonly UserContent[];
  /** The client's own id of the message. */
  readonly clientId: string;
  /** Data of the client; the server does not read it. */
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** The settings under which a request was made to the model. */
export interface SamplingSettings {
  readonly cwd: string;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: SandboxPolicy;
  readonly model: string;
  readonly effort?: ReasoningEffort | undefined;
  readonly summary: ReasoningSummary;
  /** The id of the provider. */
  readonly provider?: string | undefined;
  /** Undefined: never set. */
  readonly serviceTier?: string | undefined;
}

export interface RepositoryState {
  readonly commitHash?: string | undefined;
  /** Undefined on a detached HEAD. */
  readonly branch?: string | undefined;
  /** The address of `origin`. */
  readonly repositoryUrl?: string | undefined;
}

/** What 0.171 writes of an agent. */
export interface AgentFacts {
  /** The conversation that started it. */
  readonly parent?: string | undefined;
  readonly nickname?: string | undefined;
  readonly role?: string | undefined;
}

/** Which conversation this is and where it began. */
export interface ConversationMeta {
  readonly id: string;
  /** When it began: ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly cwd: string;
  readonly originator: string;
  /** Of the program that began it. */
  readonly version: string;
  /** The user's own instructions and those of the project. */
  readonly instructions: string | null;
  /** What began it. */
  readonly source: ConversationSource;
  /** Of a conversation of an agent. */
  readonly agent?: AgentFacts | undefined;
  /** The id of the provider that it began with. */
  readonly modelProvider?: string | undefined;
  readonly git?: RepositoryState | undefined;
  /** Tools that its client has brought. */
  readonly dynamicTools?: readonly DynamicTool[] | undefined;
  /** The form of the rollout: with an ordinal on each line and items as they were shown, or the older events alone. */
  readonly historyMode?: 'legacy' | 'paginated' | undefined;
  /** The conversation that this one was copied from. */
  readonly forkedFrom?: string | undefined;
  /** What its client says that it is for. */
  readonly threadSource?: string | undefined;
}

export const historyRecord = (item: HistoryItem): ConversationRecord => ({ type: 'history', item });
/** Without this member, the record belongs to the turn in which it is committed. */
export const eventRecord = (event: PersistedEvent, turnId: string | null = null): ConversationRecord => ({
  type: 'event',
  event,
  turnId,
});
