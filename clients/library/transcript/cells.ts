import type { v2 } from '../../../generated-types/index.js';

type Item<T extends v2.ThreadItem['type']> = Extract<v2.ThreadItem, { type: T }>;

interface Base {
  /** Stays the same while the cell changes, and when the thread is read again. Unique in a transcript. */
  readonly key: string;
  readonly turnId: string;
}

/** A message of the user. */
export interface UserCell extends Base {
  readonly kind: 'user';
  /** Its texts, one a line. */
  readonly text: string;
  readonly content: readonly v2.UserInput[];
  /** Params of `thread/fork` that give the thread as it was before this message. Null when the message joined a running turn. */
  readonly forkBefore: { readonly beforeTurnId: string } | null;
}

/** A message of the model; it grows while it streams. */
export interface AssistantCell extends Base {
  readonly kind: 'assistant';
  readonly text: string;
  readonly phase: v2.MessagePhase | null;
  readonly isComplete: boolean;
}

export interface ReasoningCell extends Base {
  readonly kind: 'reasoning';
  readonly summary: readonly string[];
  readonly content: readonly string[];
  readonly isComplete: boolean;
}

export interface CommandCell extends Base {
  readonly kind: 'command';
  readonly command: string;
  readonly cwd: string;
  readonly status: v2.CommandExecutionStatus;
  readonly output: string;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  /** True: the user ran it. */
  readonly isOfUser: boolean;
}

export interface FilesCell extends Base {
  readonly kind: 'files';
  readonly status: v2.PatchApplyStatus;
  readonly changes: readonly v2.FileUpdateChange[];
}

/** A call of a tool of an MCP server or of the client, or a search in the web. */
export interface ToolCell extends Base {
  readonly kind: 'tool';
  readonly item: Item<'mcpToolCall'> | Item<'dynamicToolCall'> | Item<'webSearch'>;
  readonly name: string;
  readonly status: 'inProgress' | 'completed' | 'failed';
  /** The last word of a tool about its progress. */
  readonly progress: string | null;
}

/** A question of the server before it does something. The cell is removed when its item has ended: the item shows the decision. */
export interface ApprovalCell extends Base {
  readonly kind: 'approval';
  /** The id of the request of the server. */
  readonly requestId: v2.RequestId;
  readonly itemId: string;
  readonly method: string;
  readonly params: unknown;
  readonly state: 'open' | 'decided';
}

/** The list of steps of the model. It exists only live: servers do not return it with the stored turns of a thread. */
export interface PlanCell extends Base {
  readonly kind: 'plan';
  readonly explanation: string | null;
  readonly steps: readonly v2.TurnPlanStep[];
}

/** The plan that the model has written in plan mode. */
export interface ProposalCell extends Base {
  readonly kind: 'proposal';
  readonly text: string;
  readonly isComplete: boolean;
}

export interface ReviewCell extends Base {
  readonly kind: 'review';
  readonly phase: 'entered' | 'exited';
  readonly review: string;
}

/** A request to the model failed and is tried again. It is removed when the turn continues. */
export interface RetryCell extends Base {
  readonly kind: 'retry';
  readonly message: string;
}

/** Why a turn failed. */
export interface ErrorCell extends Base {
  readonly kind: 'error';
  readonly error: v2.TurnError;
}

/** The end of a turn. */
export interface TurnCell extends Base {
  readonly kind: 'turn';
  readonly status: Exclude<v2.TurnStatus, 'inProgress'>;
  readonly durationMs: number | null;
}

/** Any other item: a compaction, a picture that the model has looked at, and what later servers bring. */
export interface OtherCell extends Base {
  readonly kind: 'other';
  readonly item: v2.ThreadItem;
}

export type Cell =
  | UserCell
  | AssistantCell
  | ReasoningCell
  | CommandCell
  | FilesCell
  | ToolCell
  | ApprovalCell
  | PlanCell
  | ProposalCell
  | ReviewCell
  | RetryCell
  | ErrorCell
  | TurnCell
  | OtherCell;
