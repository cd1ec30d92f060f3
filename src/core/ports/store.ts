import type { Failure } from '../../../protocol/errors.js';
import type { ConversationMeta, ConversationRecord } from '../../domain/record.js';

/** Proves to the store that the writer still owns the conversation. A later owner has a larger one. */
export type FencingToken = number;

/** The rollout of one loaded conversation: append-only, one writer. */
export interface Rollout {
  /** Where clients find it. Opaque to the core. */
  readonly location: string;
  /** Another value after each change: equal revisions mean that nothing was added in between. Opaque otherwise. */
  readonly revision: number;
  /**
   * Durable, as far as a crash of this process is concerned, when it returns or resolves. Throws or rejects with `AppError` `io_error`, and with
   * `conversation_busy` when the token is not that of the present owner; nothing of the records is stored then. The caller waits for one append before it
   * begins the next.
   */
  append(records: readonly ConversationRecord[], token: FencingToken): void | Promise<void>;
  /** Whether another program has written to it since this process last did. */
  changedElsewhere(): boolean | Promise<boolean>;
  /** Stores it anew if it is gone; `append` does so by itself. */
  ensure(): void | Promise<void>;
  /** Called when the store had to repair the rollout. */
  onRepaired(report: (repair: Repair) => void): void;
  /** What the conversation knows, for a store that has lost what it stored. */
  rebuildFrom(records: () => readonly ConversationRecord[]): void;
  /** Asks the disk itself to keep what was appended (a power cut); no caller waits for it. */
  sync(): void;
  close(): void | Promise<void>;
}

/** What a store has repaired, for users and, as `cause`, for programs. */
export interface Repair {
  readonly message: string;
  readonly cause?: Failure | undefined;
}

/** A rollout as it was read. The store that has read it may keep more in it, for `reopen` and `create`. */
export interface StoredConversation {
  readonly location: string;
  readonly revision: number;
  readonly meta: ConversationMeta;
  readonly records: readonly ConversationRecord[];
  /** What was wrong with it, for users. */
  readonly findings: readonly string[];
  /** It is in the folder of this store; a file elsewhere may come from another program. */
  readonly trusted: boolean;
}

/** The right to write to a conversation, against other owners: processes, or servers in one process. */
export interface Lease {
  /** The token of this owner, as far as it knows without looking; undefined while it does not have the lease. */
  readonly token: FencingToken | undefined;
  /**
   * Takes the lease, or makes sure that it is still this owner's. The token is larger than those of all owners before. Throws `AppError`
   * `conversation_busy` while a live owner has it.
   */
  take(): FencingToken;
  release(): void;
}

export interface ConversationSummary {
  readonly conversationId: string;
  readonly location: string;
  readonly preview: string;
  readonly timestamp?: string | undefined;
  readonly meta: ConversationMeta;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archived: boolean;
  /** As the user has named it. */
  readonly name: string | null;
  /** Of the last turn; null when it was not requested, or is not near the end of the file. */
  readonly model: string | null;
}

/** Which conversations are listed, and how. */
export interface ListOptions {
  /** Default: `created`. */
  readonly sortKey?: 'created' | 'updated' | undefined;
  /** Default: `desc`. */
  readonly direction?: 'asc' | 'desc' | undefined;
  /** Those of the archive, and no others. */
  readonly archived?: boolean | undefined;
  /** Default: those that users talk to. */
  readonly sources?: readonly ConversationMeta['source'][] | undefined;
  readonly providers?: readonly string[] | undefined;
  /** Where they began, exactly. */
  readonly cwds?: readonly string[] | undefined;
  /** A part of the name or the preview, in this case. */
  readonly searchTerm?: string | undefined;
  readonly withModel?: boolean | undefined;
  /** What is no cursor is refused (`invalid_request`). Default: the list starts anew. */
  readonly refuseBadCursor?: boolean | undefined;
}

export interface ConversationPage {
  readonly items: readonly ConversationSummary[];
  readonly nextCursor?: string | undefined;
}

/** The first records of another conversation, copied as they are stored. */
export interface CopiedRecords {
  readonly from: StoredConversation;
  readonly count: number;
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
  /** True: what is read is handed to `create`, to be copied. */
  readonly toCopy?: boolean;
}

export interface ConversationStore {
  /** Begins a rollout; throws `AppError` `io_error`. */
  create(meta: ConversationMeta, copied?: CopiedRecords): Rollout | Promise<Rollout>;
  /** Throws `AppError` `rollout_unreadable` or `rollout_invalid`, the message without a prefix. */
  load(location: string, options?: LoadOptions): Promise<StoredConversation>;
  /** Opens a rollout that was read, to continue it. */
  reopen(stored: StoredConversation): Rollout | Promise<Rollout>;
  /** The location of a conversation by its id; with `archived`, in the archive. */
  find(id: string, archived?: boolean): Promise<string | undefined>;
  list(limit: number, cursor: string | undefined, options?: ListOptions): Promise<ConversationPage>;
  /** The name that the user has given to a conversation. */
  nameOf(id: string): string | null;
  /** Null takes the name away. Throws `AppError` `io_error`. */
  setName(id: string, name: string | null): void | Promise<void>;
  /** Takes a conversation out of the archive and gives its location; undefined when it is not there. Throws `AppError` `io_error`. */
  unarchive(id: string): Promise<string | undefined>;
  /** Removes a conversation for good, archived or not; false when there is none. Throws `AppError` `io_error`, and `history_in_use` while another one needs its history. */
  remove(id: string): Promise<boolean>;
  /** Checks that what lies there may be archived as this conversation, and gives the way to do so. Both throw `AppError`. */
  archivable(id: string, location: string): { archive(): void | Promise<void> };
  lease(id: string): Lease;
  /** Gives back every lease. */
  close(): void;
}
