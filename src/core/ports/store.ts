import type { RolloutItem, SessionMeta } from '../../../protocol/rollout/rollout.js';

/** The log of one conversation: append-only, one writer. */
export interface ConversationLog {
  readonly path: string;
  /** Bytes of the file when this process last read or wrote it. */
  readonly size: number;
  /** On disk, as far as a crash of this process is concerned, when it returns. */
  append(items: readonly RolloutItem[]): void;
  /** Whether somebody else has written to the file since this process last did. */
  changedElsewhere(): boolean;
  /** Writes the file anew if somebody has removed it; `append` does so by itself. */
  ensure(): void;
  /** Called when the file was found gone and has been written anew. */
  onRestored(tell: () => void): void;
  /** Asks the disk itself to keep what was appended (a power cut); nobody waits for it. */
  sync(): void;
  close(): void;
}

/** One line of a log as it was read. */
export interface LogEntry {
  /** Undefined for a line of a kind that is not known here. */
  readonly item: RolloutItem | undefined;
  /** The line itself, without its end. */
  readonly line: string;
}

export interface StoredLog {
  readonly path: string;
  readonly meta: SessionMeta;
  /** Bytes that were read. */
  readonly size: number;
  /** All lines but the first `session_meta`, broken ones left out. */
  readonly entries: readonly LogEntry[];
  /** What was wrong with the file, for people. */
  readonly findings: readonly string[];
}

/** The right to write to a conversation, against other processes. */
export interface Lease {
  readonly held: boolean;
  /** Throws `AppError` `conversation_busy` while a live process has it. */
  take(): void;
  release(): void;
}

export interface ConversationSummary {
  readonly conversationId: string;
  readonly path: string;
  readonly preview: string;
  readonly timestamp?: string | undefined;
}

export interface ConversationPage {
  items: ConversationSummary[];
  nextCursor?: string | undefined;
}

export interface LogStore {
  /** Creates the file with its first line and, for a fork, lines of another; throws `AppError` `io_error`. */
  create(meta: SessionMeta, lines?: readonly string[]): ConversationLog;
  /** Reads a log. Throws `AppError` `rollout_unreadable` or `rollout_invalid`, the message without a prefix. */
  load(path: string): Promise<StoredLog>;
  /** Opens a log that was read, to go on with it. */
  reopen(stored: StoredLog): ConversationLog;
  /** The path of a conversation's log by its id. */
  find(id: string): Promise<string | undefined>;
  list(limit: number, cursor: string | undefined): Promise<ConversationPage>;
  /** Checks that the file may be archived as this conversation's; gives its real path. Throws `AppError`. */
  checkArchivable(id: string, path: string): string;
  archive(realPath: string): void;
  lease(id: string): Lease;
  /** The prompt history that clients keep beside the conversations: an id of the file and its number of lines. */
  promptHistory(): Promise<{ id: number; entries: number }>;
}
