import { type EventBody, isPersisted, type Origin } from '../../domain/events.js';
import { eventRecord } from '../../domain/record.js';
import type { CoreLog } from '../ports/index.js';
import type { EventFeed } from './event-feed.js';
import type { Journal } from './journal.js';

export interface LateEventsOptions {
  readonly conversationId: string;
  readonly journal: Journal;
  readonly feed: EventFeed;
  readonly log: CoreLog;
  /** Whether this process may write now; otherwise it has to claim the conversation first. */
  readonly mayWrite: () => boolean;
  readonly claim: () => Promise<void>;
  readonly done: () => void;
}

/** Emits events of commands that still run after their turn. */
export class LateEvents {
  readonly #options: LateEventsOptions;

  constructor(options: LateEventsOptions) {
    this.#options = options;
  }

  /** Never throws. Events that cannot be stored are still emitted: clients wait for the end of each item that has started. */
  emit(origin: Origin, event: EventBody): void {
    const { mayWrite, claim } = this.#options;
    if (!isPersisted(event) || mayWrite()) this.#commit(origin, event);
    else
      claim().then(
        () => this.#commit(origin, event),
        (e) => this.#show(origin, event, e),
      );
  }

  #commit(origin: Origin, event: EventBody): void {
    const { journal, done } = this.#options;
    const failed = (e: unknown): void => this.#show(origin, event, e);
    try {
      const stored = journal.commit(isPersisted(event) ? [eventRecord(event)] : [], [event], origin);
      if (stored !== undefined) void stored.then(done, failed);
      else done();
    } catch (e) {
      failed(e);
    }
  }

  #show(origin: Origin, event: EventBody, error: unknown): void {
    const { conversationId: conversation, feed, log, done } = this.#options;
    log.error({ err: error, conversation }, 'what a turn has left running could not be stored');
    feed.emit(origin, event);
    done();
  }
}
