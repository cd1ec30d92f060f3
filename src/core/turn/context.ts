import type { EventBody } from '../../domain/events.js';
import type { ConversationRecord } from '../../domain/record.js';
import type { History } from '../history/history.js';
import type { Usage } from '../history/token-usage.js';
import type { BackOff, Clock, ConversationSettings, CoreLog, Ids, ModelSource } from '../ports/index.js';

/** What the parts of a turn share. */
export interface TurnContext {
  readonly conversationId: string;
  readonly turnId: string;
  readonly settings: ConversationSettings;
  /** Changed by `commit` alone. */
  readonly history: Pick<History, 'items'>;
  readonly usage: Usage;
  readonly source: ModelSource;
  /** Names the provider and account that can read the sealed reasoning of a response. */
  origin(): string;
  /** The built-in ones; the settings may replace them. */
  readonly instructions: string;
  /** JSON Schema that the client wants of the answer. */
  readonly outputSchema?: unknown;
  readonly log: CoreLog;
  readonly backOff: BackOff;
  readonly clock: Clock;
  readonly ids: Pick<Ids, 'item'>;
  /** Aborted when the turn has ended. */
  readonly signal: AbortSignal;
  /**
   * Stores the records, takes them into the history, then emits the events: a client sees nothing that a crash could take back. Does nothing once the
   * turn has ended. Throws, or rejects with a store that is asynchronous, `AppError` `io_error`.
   */
  commit(records: readonly ConversationRecord[], events: readonly EventBody[]): void | Promise<void>;
}
