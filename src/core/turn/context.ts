import type { EventBody } from '../../domain/events.js';
import type { ConversationRecord } from '../../domain/record.js';
import type { History } from '../history/history.js';
import type { Usage } from '../history/token-usage.js';
import type { BackOff, Clock, ConversationSettings, CoreLog, Ids, ModelSource } from '../ports/index.js';

/** The data that the parts of a turn share. */
export interface TurnContext {
  readonly conversationId: string;
  readonly turnId: string;
  readonly settings: ConversationSettings;
  /** Only `commit` changes it. */
  readonly history: Pick<History, 'items'>;
  readonly usage: Usage;
  readonly source: ModelSource;
  /** Names the provider and account that can read the encrypted reasoning of a response. */
  origin(): string;
  /** The built-in ones; the settings may replace them. */
  readonly instructions: string;
  /** The skills that the model may use unasked. */
  readonly skills?: string | undefined;
  /** JSON Schema for the answer, set by the client. */
  readonly outputSchema?: unknown;
  /** Used instead of the value in the settings. */
  readonly serviceTier?: string | undefined;
  readonly log: CoreLog;
  readonly backOff: BackOff;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'item'>;
  /** Aborted when the turn has ended. */
  readonly signal: AbortSignal;
  /**
   * Stores the records, adds them to the history, then emits the events: a client sees nothing that a crash could lose. Does nothing after the
   * turn has ended. Throws `AppError` `io_error`, or rejects with it when the store is asynchronous.
   */
  commit(records: readonly ConversationRecord[], events: readonly EventBody[]): void | Promise<void>;
}
