import type { ConversationEvent } from '../../domain/events.js';
import type { Approvals } from './approvals.js';
import type { ClientRequests } from './client-requests.js';
import { type Deliver, type EventFeed, requestId } from './event-feed.js';
import type { Recent } from './recent-events.js';

interface SubscribersOptions {
  readonly feed: EventFeed;
  readonly approvals: Approvals;
  readonly requests: ClientRequests;
  /** A client has come: it has a place, or subscribes. */
  came(): void;
  /** A subscriber has left. */
  left(): void;
}

/** Clients that join and leave a conversation. One that joins gets the events, and every request that is still open. */
export class Subscribers {
  readonly #options: SubscribersOptions;

  constructor(options: SubscribersOptions) {
    this.#options = options;
  }

  get attended(): boolean {
    return this.#options.feed.attended;
  }

  /** Call this in the same synchronous step as the snapshot of the rollout: the subscriber will get every event from now on. */
  reserve(subscriber: object, knowsTurn: boolean): void {
    this.#options.feed.reserve(subscriber, knowsTurn);
    this.#options.came();
  }

  /** The same for the client that has started the conversation. */
  reserveFromStart(subscriber: object): void {
    this.#options.feed.reserveFromStart(subscriber);
    this.#options.came();
  }

  /** The number of the last event. */
  get seq(): number {
    return this.#options.feed.seq;
  }

  get count(): number {
    return this.#options.feed.subscriberCount;
  }

  /** Whether any client has a place here, subscribed or not. */
  get anyone(): boolean {
    return this.#options.feed.places > 0;
  }

  /** The events of the running turn that the rollout does not hold. */
  get turnSoFar(): readonly ConversationEvent[] {
    return this.#options.feed.turnSoFar;
  }

  /** What happened after this event, for a client that comes back; undefined when not all of it is known. */
  recentSince(seq: number): Recent | undefined {
    return this.#options.feed.recentSince(seq);
  }

  /** The subscriber gets `before`, and then every event from now on, when it subscribes. Call this in the same synchronous step as `recentSince`. */
  reserveAfter(subscriber: object, before: readonly ConversationEvent[]): void {
    this.#options.feed.reserveAfter(subscriber, before);
    this.#options.came();
  }

  /** Delivers every event from now on to a part of this server, before the subscribers get it. */
  watch(deliver: Deliver): void {
    this.#options.feed.watch(deliver);
  }

  /**
   * Delivers the waiting events at once, and then every new event. A subscriber that has reserved its place gets every event after that place; any other
   * gets the events that were emitted while there was no subscriber at all. With `answers`, the subscriber answers requests, not only approvals.
   */
  subscribe(subscriber: object, deliver: Deliver, { answers = false } = {}): void {
    const { feed, requests } = this.#options;
    if (answers) requests.join(subscriber);
    this.#withOpenRequests(deliver, (watched) => feed.subscribe(subscriber, watched));
  }

  /** Delivers every event from now on and every open request. The subscriber answers requests. */
  follow(subscriber: object, deliver: Deliver): void {
    const { feed, requests } = this.#options;
    requests.join(subscriber);
    this.#withOpenRequests(deliver, (watched) => feed.follow(subscriber, watched));
  }

  unsubscribe(subscriber: object): void {
    this.#options.feed.unsubscribe(subscriber);
    this.#options.requests.leave(subscriber);
    this.#options.left();
  }

  /** The subscriber will not come back. */
  forget(subscriber: object): void {
    this.#options.feed.forget(subscriber);
    this.#options.requests.leave(subscriber);
    this.#options.left();
  }

  /** Subscribes, and then delivers the open requests that were not among the delivered events. */
  #withOpenRequests(deliver: Deliver, subscribe: (watched: Deliver) => boolean): void {
    const { approvals, requests } = this.#options;
    const open = [...approvals.events(), ...requests.events()];
    const delivered = new Set<string>();
    const added = subscribe((event) => {
      const id = requestId(event.body);
      if (id !== undefined) delivered.add(id);
      deliver(event);
    });
    if (!added) return;
    this.#options.came();
    for (const event of open) {
      const id = requestId(event.body) ?? '';
      const isOpen = approvals.isOpen(id) || requests.isOpen(id);
      if (isOpen && !delivered.has(id)) deliver(event);
    }
  }
}
