import type { Approvals } from './approvals.js';
import type { ClientRequests } from './client-requests.js';
import { type Deliver, type EventFeed, requestId } from './event-feed.js';

interface SubscribersOptions {
  readonly feed: EventFeed;
  readonly approvals: Approvals;
  readonly requests: ClientRequests;
}

/** Clients that join and leave a conversation. One that joins gets the events, and every request that is still open. */
export class Subscribers {
  readonly #options: SubscribersOptions;

  constructor(options: SubscribersOptions) {
    this.#options = options;
  }

  /** `answers`: the subscriber answers requests, not only approvals. */
  subscribe(subscriber: object, deliver: Deliver, answers: boolean): void {
    const { feed, requests } = this.#options;
    if (answers) requests.join(subscriber);
    this.#withOpenRequests(deliver, (watched) => feed.subscribe(subscriber, watched));
  }

  /** Subscribes without past events. */
  follow(subscriber: object, deliver: Deliver): void {
    const { feed, requests } = this.#options;
    requests.join(subscriber);
    this.#withOpenRequests(deliver, (watched) => feed.follow(subscriber, watched));
  }

  unsubscribe(subscriber: object): void {
    this.#options.requests.leave(subscriber);
    this.#options.feed.unsubscribe(subscriber);
  }

  /** The subscriber will not come back. */
  forget(subscriber: object): void {
    this.#options.requests.leave(subscriber);
    this.#options.feed.forget(subscriber);
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
    for (const event of open) {
      const id = requestId(event.body) ?? '';
      const isOpen = approvals.isOpen(id) || requests.isOpen(id);
      if (isOpen && !delivered.has(id)) deliver(event);
    }
  }
}
