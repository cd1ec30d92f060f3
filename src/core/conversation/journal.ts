import type { EventBody, Origin } from '../../domain/events.js';
import type { ConversationRecord } from '../../domain/record.js';
import { compacted } from '../history/compacted.js';
import { type History, keptForm } from '../history/history.js';
import type { FencingToken, Rollout } from '../ports/index.js';
import type { TurnEnd } from '../turn/host.js';
import { errorEvent } from '../turn/model-failure.js';
import type { EventFeed } from './event-feed.js';

export interface JournalOptions {
  readonly history: History;
  readonly feed: EventFeed;
  /** The token of the lease that is held now; takes the lease if it is not. Throws `conversation_busy`. */
  readonly token: () => FencingToken;
  /** Called when all commits are done, only with an asynchronous store. */
  readonly settled: () => void;
}

/**
 * The only way to change a conversation: stores the records, adds them to the history, then emits the events. So memory never holds records that the rollout
 * lacks, and a crash loses only events that no client has seen. Commits keep their order also with an asynchronous store.
 */
export class Journal {
  readonly #options: JournalOptions;
  #rollout: Rollout;
  /** Resolves when all earlier commits are done; undefined while there are none. */
  #pending: Promise<void> | undefined;
  /** The revision at which the events of a pending commit are still to come. */
  #emittedUpTo = 0;

  constructor(rollout: Rollout, options: JournalOptions) {
    this.#rollout = rollout;
    this.#options = options;
    this.#emittedUpTo = rollout.revision;
  }

  get rollout(): Rollout {
    return this.#rollout;
  }

  /** The revision whose events have all been emitted. */
  get revision(): number {
    return this.idle ? this.#rollout.revision : this.#emittedUpTo;
  }

  /** Whether no commit is pending. */
  get idle(): boolean {
    return this.#pending === undefined;
  }

  /** Continues in another handle on the same rollout. */
  async replace(rollout: Rollout): Promise<void> {
    const previous = this.#rollout;
    this.#rollout = rollout;
    await previous.close();
  }

  /** Throws `AppError` `io_error`, or rejects with it when the store is asynchronous. Then the commit had no effect. */
  commit(records: readonly ConversationRecord[], events: readonly EventBody[], origin: Origin): void | Promise<void> {
    if (this.#pending !== undefined) return this.#queue(() => this.#commit(records, events, origin));
    const done = this.#commit(records, events, origin);
    return done === undefined ? undefined : this.#queue(() => done);
  }

  /**
   * The same for the end of a turn, which clients must get even if nothing can be stored any more. An error of the store is then one more event, unless the
   * turn has already failed with it.
   */
  async conclude({ records, events, ended, lost }: TurnEnd, origin: Origin): Promise<void> {
    try {
      const done = this.commit(records, [...events, ...ended], origin);
      if (done !== undefined) await done;
    } catch (e) {
      lost();
      const error = errorEvent(e);
      const isShown = ended.some((event) => event.type === 'error' && event.message === error.message);
      for (const event of [...(isShown ? [] : [error]), ...ended]) this.#options.feed.emit(origin, event);
    }
  }

  /** Resolves when every commit so far is done, or has failed. */
  async settled(): Promise<void> {
    while (this.#pending !== undefined) await this.#pending;
  }

  #commit(
    records: readonly ConversationRecord[],
    events: readonly EventBody[],
    origin: Origin,
  ): Promise<void> | undefined {
    const named = withTurn(records, origin.turnId);
    const stored = named.length > 0 ? this.#rollout.append(named, this.#options.token()) : undefined;
    if (stored !== undefined) return stored.then(() => this.#finish(records, events, origin));
    this.#finish(records, events, origin);
    return undefined;
  }

  #finish(records: readonly ConversationRecord[], events: readonly EventBody[], origin: Origin): void {
    if (records.length > 0) this.#remember(records);
    this.#emittedUpTo = this.#rollout.revision;
    for (const event of events) this.#options.feed.emit(origin, event);
  }

  #queue(commit: () => Promise<void> | undefined): Promise<void> {
    const done = (this.#pending ?? Promise.resolve()).then(commit);
    const settle = (): void => {
      if (this.#pending !== pending) return;
      this.#pending = undefined;
      this.#options.settled();
    };
    // The caller gets the failure; later commits are still tried.
    const pending: Promise<void> = done.then(settle, settle);
    this.#pending = pending;
    return done;
  }

  #remember(records: readonly ConversationRecord[]): void {
    const { history } = this.#options;
    for (const record of records) {
      if (record.type === 'history') {
        const kept = keptForm(record.item);
        if (kept) history.add([record.item.id === undefined ? kept : { ...kept, id: record.item.id }]);
      } else if (record.type === 'compaction') history.replace(compacted(history.items, record.summary));
    }
  }
}

/** Events without a turn id get the turn in which they are committed. */
function withTurn(records: readonly ConversationRecord[], turnId: string | null): readonly ConversationRecord[] {
  if (turnId === null) return records;
  return records.map((record) => (record.type === 'event' && record.turnId === null ? { ...record, turnId } : record));
}
