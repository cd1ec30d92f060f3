import type { ConversationEvent, EventBody, Origin } from '../../domain/events.js';

/** What an approval and any other request to clients have in common. */
export interface ToClient<Body> {
  readonly id: string;
  readonly turnId: string;
  readonly itemId: string;
  /** Milliseconds since 1970. */
  readonly requestedAt: number;
  readonly request: Body;
}

export interface OpenRequestOptions {
  readonly emit: (origin: Origin, body: EventBody) => void;
  readonly newId: () => string;
  readonly now: () => number;
}

/** The events that clients see of a request. */
interface RequestEvents<Body, Answer> {
  readonly requested: (request: ToClient<Body>) => EventBody;
  /** The answer is null when the turn ended first. */
  readonly resolved: (id: string, answer: Answer | null) => EventBody;
}

interface Open<Body, Answer> {
  readonly request: ToClient<Body>;
  readonly origin: Origin;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (why: Error) => void;
}

/** Requests to clients that wait for an answer. The first answer counts, and every subscriber gets the event that closes the request. */
export class OpenRequests<Body, Answer> {
  readonly #options: OpenRequestOptions;
  readonly #events: RequestEvents<Body, Answer>;
  readonly #open = new Map<string, Open<Body, Answer>>();

  constructor(options: OpenRequestOptions, events: RequestEvents<Body, Answer>) {
    this.#options = options;
    this.#events = events;
  }

  list(): readonly ToClient<Body>[] {
    return [...this.#open.values()].map(({ request }) => request);
  }

  find(id: string): ToClient<Body> | undefined {
    return this.#open.get(id)?.request;
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** The events of the open requests, for a client that joins. */
  events(): ConversationEvent[] {
    return [...this.#open.values()].map(({ request, origin }) => {
      return { seq: 0, at: request.requestedAt, ...origin, body: this.#events.requested(request) };
    });
  }

  /** `answer` resolves with the answer, and rejects when the turn ends first. */
  open(origin: Origin, itemId: string, body: Body): { readonly id: string; readonly answer: Promise<Answer> } {
    const { newId, now, emit } = this.#options;
    const request = { id: newId(), turnId: origin.turnId ?? '', itemId, requestedAt: now(), request: body };
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#open.set(request.id, { request, origin, resolve, reject });
      emit(origin, this.#events.requested(request));
    });
    return { id: request.id, answer };
  }

  /** False when it is no longer open. */
  close(id: string, answer: Answer): boolean {
    const open = this.#take(id, answer);
    open?.resolve(answer);
    return open !== undefined;
  }

  endTurn(turnId: string): void {
    for (const request of this.list()) {
      if (request.turnId === turnId) this.#take(request.id, null)?.reject(new Error('the turn has ended'));
    }
  }

  #take(id: string, answer: Answer | null): Open<Body, Answer> | undefined {
    const open = this.#open.get(id);
    if (!open) return undefined;
    this.#open.delete(id);
    this.#options.emit(open.origin, this.#events.resolved(id, answer));
    return open;
  }
}
