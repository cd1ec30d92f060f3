import type { Failure } from '../../../protocol/errors.js';
import type { SourceKind } from '../../domain/conversation-source.js';
import type { ConversationMeta, ConversationRecord, Submission } from '../../domain/record.js';
import type { PathWatch } from './files.js';

/** A positive integer that shows the store that the writer still owns the conversation. A later owner has a larger one. */
export type FencingToken = number;

/** The rollout of one loaded conversation: append-only, one writer. */
export interface Rollout {
  /** The path or name that clients get for it. Opaque to the core. */
  readonly location: string;
  /** Changes with each append: equal revisions mean that nothing was added. Otherwise opaque. */
  readonly revision: number;
  /**
   * Appends records. When it returns or resolves, a crash of this process no longer loses them. Throws or rejects with `AppError` `io_error`, or
   * `conversation_busy` when the token does not belong to the present owner; then none of the records are stored. The caller waits for one append before
   * it begins the next.
   */
  append(records: readonly ConversationRecord[], token: FencingToken): void | Promise<void>;
  /** Whether another program has written to it since this process last did. */
  changedElsewhere(): boolean | Promise<boolean>;
  /** Stores the rollout again if it is gone; `append` does this itself. */
  ensure(): void | Promise<void>;
  /** Called when the store had to repair the rollout. */
  onRepaired(report: (repair: Repair) => void): void;
  /** Gives the store a function that returns all records of the conversation, for the case that the store has lost them. */
  rebuildFrom(records: () => readonly ConversationRecord[]): void;
  /** Syncs the appended records to the disk, against a power cut. No caller waits for it. */
  sync(): void;
  close(): void | Promise<void>;
}

/** A repair by the store: `message` for users, `cause` for programs. */
export interface Repair {
  readonly message: string;
  readonly cause?: Failure | undefined;
}

/** A rollout that was read. The store may keep further members in it, for `reopen` and `create`. */
export interface StoredConversation {
  readonly location: string;
  readonly revision: number;
  readonly meta: ConversationMeta;
  readonly records: readonly ConversationRecord[];
  /** Sentences for users about faults of the rollout, such as a line that was cut off. */
  readonly findings: readonly string[];
  /** True when it is in the folder of this store; a file elsewhere may come from another program. */
  readonly trusted: boolean;
}

/**
 * A stored conversation in parts, so that not all of it is in memory. The records of all parts together are those of `load`. No turn is in two parts, and
 * every part but the first begins with the records of a turn.
 */
export interface ConversationParts<D> extends Omit<StoredConversation, 'records'> {
  /** At least one. */
  readonly parts: readonly ConversationPart<D>[];
}

export interface ConversationPart<D> {
  /** What the core needs to know of it without its records. */
  readonly digest: D;
  /** Rejects with `AppError` `rollout_unreadable` when the part has changed since. */
  records(): Promise<readonly ConversationRecord[]>;
}

/** Makes the digests of parts, which a store may keep as JSON. */
export interface Digester<D> {
  /** Digests of another version are made again. */
  readonly version: number;
  /** `before`: the digests of all parts before this one. */
  digest(records: readonly ConversationRecord[], before: readonly D[]): D;
  /** A digest that was kept; undefined when it is none. */
  parse(stored: unknown): D | undefined;
}

/** The right of one owner to write to a conversation. Owners are processes, or servers in one process. */
export interface Lease {
  /** The token of this owner, without a check of the store; undefined while it does not have the lease. */
  readonly token: FencingToken | undefined;
  /**
   * Takes the lease, or checks that this owner still has it. The token is larger than the tokens of all earlier owners. Throws `AppError`
   * `conversation_busy` while another living owner has it.
   */
  take(): FencingToken;
  release(): void;
}

/** A living server that owns conversations. */
export interface LeaseOwner {
  readonly pid: number;
  /** The name of its machine. */
  readonly host: string;
  /** Unique for each server, also where one process has several. */
  readonly instance: string;
}

export interface Ownership {
  readonly conversationId: string;
  /** `here`: this server is the owner. Undefined: there is no owner. */
  readonly owner: LeaseOwner | 'here' | undefined;
}

/** What a list knows of how a conversation began. */
export type ListedMeta = Omit<ConversationMeta, 'instructions' | 'dynamicTools'>;

export interface ConversationSummary {
  readonly conversationId: string;
  readonly location: string;
  /** The beginning of the first user message, at most 1,000 characters. */
  readonly preview: string;
  /** When the conversation began: ISO 8601 in UTC. */
  readonly timestamp?: string | undefined;
  readonly meta: ListedMeta;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archived: boolean;
  /** The name that the user gave it. */
  readonly name: string | null;
  /** The model of the last turn; null when `withModel` was not set, or the end of the file does not name it. */
  readonly model: string | null;
  /** The message with the text of `saying`; undefined when the conversation must be read to find it. */
  readonly message?: string | undefined;
}

/** Something that any process has done to the stored conversations. */
export type StoredChange =
  | { readonly type: 'added'; readonly id: string; readonly summary: ConversationSummary }
  | { readonly type: 'archived' | 'unarchived' | 'removed'; readonly id: string }
  /** Null: it has no name any more. */
  | { readonly type: 'named'; readonly id: string; readonly name: string | null };

/** A watch of the stored conversations. */
export interface StoredWatch extends PathWatch {
  /** Resolves when every change from now on will be reported. */
  readonly watching: Promise<void>;
  /** Whether the conversation is not listed yet, so that it will be reported as added. */
  willAdd(id: string): boolean;
}

/** Watches a path. Throws when the system lets nothing more be watched. */
export type WatchPath = (path: string, changed: (paths: readonly string[]) => unknown) => PathWatch;

/** Which conversations are listed, and how. */
export interface ListOptions {
  /** Default: `created`. */
  readonly sortKey?: 'created' | 'updated' | undefined;
  /** Default: `desc`. */
  readonly direction?: 'asc' | 'desc' | undefined;
  /** True: only archived ones. Default: only those that are not archived. */
  readonly archived?: boolean | undefined;
  /** Default: programs in which users begin conversations (`isInteractive`). */
  readonly sources?: readonly SourceKind[] | undefined;
  /** Ids of model providers. Default: all. */
  readonly providers?: readonly string[] | undefined;
  /** The absolute working directories in which conversations began. Default: all. */
  readonly cwds?: readonly string[] | undefined;
  /** A part of the name or of the preview; upper and lower case differ. */
  readonly searchTerm?: string | undefined;
  /** A text in the messages of the user and the model; upper and lower case are the same. A store may list conversations without it, but misses none. */
  readonly saying?: string | undefined;
  readonly withModel?: boolean | undefined;
  /** Aborting ends a search for `saying`: `list` rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each conversation as soon as it is found; the page that is returned has it too. */
  readonly onFound?: ((found: ConversationSummary) => void) | undefined;
  /** True: an invalid cursor is refused with `invalid_request`. Default: the list starts from the beginning. */
  readonly refuseBadCursor?: boolean | undefined;
}

export interface ConversationPage {
  readonly items: readonly ConversationSummary[];
  /** For the next call of `list`; undefined on the last page. */
  readonly nextCursor?: string | undefined;
}

/** The first `count` records of another conversation, to be copied unchanged. */
export interface CopiedRecords {
  readonly from: StoredConversation;
  readonly count: number;
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
  /** True: the result will be passed to `create` for a copy. */
  readonly toCopy?: boolean;
  /** False: what tools did is left out where a store would have to make it from the calls of the model. */
  readonly makeItems?: boolean;
}

export interface ConversationStore {
  /** Starts a rollout. Throws or rejects with `AppError` `io_error`. */
  create(meta: ConversationMeta, copied?: CopiedRecords): Rollout | Promise<Rollout>;
  /** Reads a rollout. Rejects with `AppError` `rollout_unreadable` or `rollout_invalid`; the message has no prefix. */
  load(location: string, options?: LoadOptions): Promise<StoredConversation>;
  /** The same in parts; their records are read when they are asked for. A store may give all as one part. */
  loadParts<D>(location: string, digester: Digester<D>, signal?: AbortSignal): Promise<ConversationParts<D>>;
  /** Opens a rollout that was read, whole or in parts, so that it can be continued. */
  reopen(stored: Omit<StoredConversation, 'records'>): Rollout | Promise<Rollout>;
  /** The location of a conversation by its id; with `archived`, in the archive. Undefined when there is none. */
  find(id: string, archived?: boolean): Promise<string | undefined>;
  /** A page of at most `limit` conversations, from `cursor` on; undefined: from the beginning. */
  list(limit: number, cursor: string | undefined, options?: ListOptions): Promise<ConversationPage>;
  /** The name that the user gave to a conversation; null without one. */
  nameOf(id: string): string | null;
  /** Null removes the name. Throws or rejects with `AppError` `io_error`. */
  setName(id: string, name: string | null): void | Promise<void>;
  /** Moves a conversation out of the archive and returns its location; undefined when the archive does not have it. Rejects with `AppError` `io_error`. */
  unarchive(id: string): Promise<string | undefined>;
  /**
   * Deletes a conversation, archived or not; false when there is none. Rejects with `AppError` `io_error`, or `history_in_use` while another one needs its
   * history.
   */
  remove(id: string): Promise<boolean>;
  /** Reports what any process does to the stored conversations, within half a second. */
  watchStored?(watch: WatchPath, changed: (change: StoredChange) => void): StoredWatch;
  /** Checks that the rollout at `location` may be archived as this conversation, and returns a function that does it. Both throw `AppError`. */
  archivable(id: string, location: string): { archive(): void | Promise<void> };
  /** The lease of a conversation; it is not taken yet. */
  lease(id: string): Lease;
  /** Who owns the conversation with this id, or the one of the rollout at this location; undefined when the text names none. */
  ownerOf?(name: string): Ownership | undefined;
  /** How other servers know this one as an owner. Both are left out by a store that only one server uses. */
  readonly self?: LeaseOwner | undefined;
  /** Releases every lease. */
  close(): void;
}

/** The queues of conversations. Only the owner of a conversation's lease writes. Both methods throw `AppError` `io_error`. */
export interface SubmissionStore {
  /** In the order in which their turns begin. */
  read(conversationId: string): readonly Submission[];
  /** Replaces the whole queue. It is stored when this returns. */
  write(conversationId: string, queue: readonly Submission[]): void;
}

/** What is known of a request with an idempotency key. */
export interface KeptRequest {
  /** Tells the request from others; it does not show its params. */
  readonly hash: string;
  /** An id for what the request makes. */
  readonly id: string;
  /** Whether the process that handles it still runs. */
  readonly isRunning: boolean;
  /** Undefined until it is done. `null` in place of the value: it was too large to be kept. */
  readonly result?: { readonly value: unknown } | null | undefined;
}

/** Requests with idempotency keys. They are kept for a day. */
export interface RequestKeys {
  /** Undefined when the key is new: it belongs to this request now, on disk. Throws `AppError` `io_error`. */
  claim(key: string, request: Pick<KeptRequest, 'hash' | 'id'>): KeptRequest | undefined;
  /** The request of an ended process belongs to this one now. */
  takeOver(key: string, request: Pick<KeptRequest, 'hash' | 'id'>): void;
  /** The request is done. On disk when this returns, if it can be written. */
  done(key: string, result: unknown): void;
  /** The request was refused: its key is free. */
  forget(key: string): void;
}
